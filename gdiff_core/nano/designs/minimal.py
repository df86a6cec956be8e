"""Minimal: a grid, one size of small type and one of large, hairlines, drawings of thin lines, and much that is left out."""

from gdiff_core.nano.designs import Design

_GROTESK = "'Helvetica Neue',Helvetica,Inter,Arial,'Liberation Sans',sans-serif"

DESIGN = Design(
    name="minimal",
    usual={"corners": "sharp", "layout": "sidebar"},
    fonts={
        "sans": f"--font:{_GROTESK};",
        "serif": "--font:Charter,'Bitstream Charter','Sitka Text',Cambria,Georgia,'Liberation Serif',serif;",
        "mono": "--font:ui-monospace,'SF Mono',Menlo,Consolas,'Liberation Mono',monospace;",
    },
    layouts={
        "centred": ".hero{text-align:center;h1,p{margin-inline:auto}}",
        "split": ".hero{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(18rem,100%),1fr));gap:3rem;align-items:end}",
        "sidebar": "@media(min-width:60rem){body{display:grid;grid-template-columns:minmax(11rem,22vw) minmax(0,1fr);column-gap:2rem}body>header{display:block;padding-top:2.2rem;border:0;.brand{display:block;margin-bottom:2.5rem}}nav{flex-direction:column;position:sticky;top:2.2rem;gap:.35rem}main{padding-left:0!important}footer{grid-column:2;padding-left:0!important}}",
    },
    css="""
*{box-sizing:border-box;margin:0;scroll-behavior:smooth;@media(prefers-reduced-motion:reduce){scroll-behavior:auto}}

body{background:var(--bg);color:var(--text);font:1rem/1.55 var(--font);-webkit-font-smoothing:antialiased;--side:clamp(1.25rem,4vw,4rem);--line:color-mix(in srgb,var(--text) 22%,transparent)}

header,main,footer{padding-inline:var(--side);max-width:90rem}

header{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:baseline;gap:.6rem 3rem;padding-block:1.6rem;
  .brand{font-weight:600;color:var(--text);text-decoration:none;overflow-wrap:anywhere;&::before{content:"";display:inline-block;width:.62em;height:.62em;margin-right:.6em;border-radius:var(--radius);background:var(--accent)}}}

nav{display:flex;flex-wrap:wrap;gap:.3rem 1.6rem;a{padding:.2rem 0;color:var(--soft);text-decoration:none;&:hover{color:var(--accent)}}}

@media print{body{font-size:10pt}nav,form,footer a{display:none}section{break-inside:avoid}}

h1{--size:$size;font:500 calc(var(--size)*clamp(2.6rem,6.6vw,6rem))/1.02 var(--font);letter-spacing:-.045em;text-wrap:balance;overflow-wrap:anywhere;max-width:14ch}

h2{font:600 1rem/1.55 var(--font);overflow-wrap:anywhere}

.hero{padding:clamp(3.5rem,11vw,10rem) 0 clamp(3rem,8vw,7rem);p{font-size:clamp(1.2rem,2vw,1.6rem);line-height:1.35;letter-spacing:-.015em;color:var(--soft);margin-block:1.2rem 2.6rem;max-width:30ch;text-wrap:balance}}

.button,button{display:inline-block;padding:.35em 0;border:0;border-bottom:1.5px solid var(--accent);background:none;color:var(--accent);font:600 1rem/1.4 var(--font);text-decoration:none;cursor:pointer;
  &::after{content:"→";display:inline-block;margin-left:.6em;transition:translate .2s}&:hover::after{translate:.35em 0}&:focus-visible{outline:2px solid var(--accent);outline-offset:4px}}

section:not(.hero){display:grid;grid-template-columns:minmax(0,1fr);column-gap:2rem;align-content:start;padding:1.1rem 0 calc(var(--gap) + 1rem);border-top:1px solid var(--line);h2{margin-bottom:1.4rem}
  &>p:not(.row){font-size:clamp(1.25rem,2vw,1.7rem);line-height:1.35;letter-spacing:-.015em;max-width:36ch;text-wrap:pretty}&>p+p,.art+p{margin-top:1.3rem}@media(min-width:48rem){grid-template-columns:minmax(7rem,1fr) minmax(0,3fr);h2{grid-row:1/span 9;margin:0}&>:not(h2){grid-column:2}}}

.row{display:flex;justify-content:space-between;align-items:baseline;gap:1.5rem;padding:.7rem 0;border-bottom:1px solid var(--line);font-size:1.1rem;line-height:1.35;&:nth-of-type(1){padding-top:0}b{font-weight:400;color:var(--soft);text-align:right;font-variant-numeric:tabular-nums}}

.grid{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(10rem,100%),1fr));gap:2rem;&:has(.art){grid-template-columns:minmax(0,1fr);@media(min-width:36rem){grid-template-columns:repeat(3,minmax(0,1fr))}}}

.card{h3{font:500 1.1rem/1.35 var(--font)}b{font-weight:400;color:var(--soft);font-variant-numeric:tabular-nums}#pricing &{h3{font-weight:400;color:var(--soft)}b{display:block;margin-top:.3rem;font-size:clamp(2rem,4vw,3.2rem);line-height:1;letter-spacing:-.04em;color:var(--text)}}}

blockquote{font-size:clamp(1.25rem,2vw,1.7rem);line-height:1.3;letter-spacing:-.015em;text-wrap:pretty;cite{display:block;margin-top:1rem;font:400 1rem/1.4 var(--font);letter-spacing:0;color:var(--soft)}}

details{border-bottom:1px solid var(--line);padding:.8rem 0;summary{font-size:1.1rem;cursor:pointer;list-style:none;display:flex;justify-content:space-between;gap:1rem;&::after{content:"+";color:var(--accent)}}&[open] summary::after{content:"–"}p{color:var(--soft);padding-top:.4rem;max-width:56ch}}

form{max-width:34rem;label{display:block;color:var(--soft);margin-bottom:1.4rem}}

input,textarea{display:block;width:100%;padding:.5em 0;border:0;border-bottom:1px solid var(--soft);border-radius:0;background:none;color:var(--text);font:inherit;font-size:1.1rem}

.art{position:relative;overflow:hidden;aspect-ratio:4/5;@media(max-width:40rem){aspect-ratio:3/2}border-radius:var(--radius);background:var(--card);color:var(--accent);svg{position:absolute;inset:0;width:100%;height:100%}
  g{display:none}&:nth-child(3n+1) .a,&:nth-child(3n+2) .b,&:nth-child(3n) .c{display:block}.hero &{aspect-ratio:1;.a{display:none}.b{display:none}.c{display:block}}}

.art.map{aspect-ratio:auto;height:clamp(14rem,30vw,24rem);g{display:block!important}}

footer{padding-block:1.1rem 2.5rem;display:flex;flex-wrap:wrap;justify-content:space-between;gap:.4rem 3rem;color:var(--soft);font-size:.95rem;&::before{content:"";flex-basis:100%;border-top:1px solid var(--line);margin-bottom:.7rem}a{color:inherit;text-decoration:none;&:hover{color:var(--accent)}}}
""",
    markup={
        "<header>": '<header><a class="brand" href="#top">$name</a>',
        '<section class="hero">': '<section class="hero" id="top">',
        '<div class="art"></div>': '<div class="art"><svg viewBox="0 0 200 250" preserveAspectRatio="xMidYMid slice" fill="none" stroke="currentColor" stroke-width="1.1" aria-hidden="true"><g class="a"><circle cx="100" cy="125" r="12"/>'
        '<circle cx="100" cy="125" r="26"/><circle cx="100" cy="125" r="40"/><circle cx="100" cy="125" r="54"/><circle cx="100" cy="125" r="68"/><circle cx="100" cy="125" r="82"/></g><g class="b"><path d="M20 220L180 60M20 200L160 60M20 180L140 60'
        'M20 160L120 60M20 140L100 60M20 120L80 60M20 100L60 60M40 220L180 80M60 220L180 100M80 220L180 120M100 220L180 140M120 220L180 160M140 220L180 180"/></g><g class="c"><path d="M100 45a80 80 0 010 160a80 80 0 010-160zM100 45v160M100 45c26 0 46 36 46 80s-20 80-46 80'
        'M100 45c-26 0-46 36-46 80s20 80 46 80M22 108h156M22 142h156M36 76h128M36 174h128"/></g></svg></div>',
        '<div class="art" role="img" aria-label="Map"></div>': '<div class="art map" role="img" aria-label="Map"><svg viewBox="0 0 800 320" preserveAspectRatio="xMidYMid slice" fill="none" stroke="var(--soft)" stroke-width="1" aria-hidden="true"><g>'
        '<path d="M-5 60L300 90 520 40 805 84M-5 160L805 150M-5 262L260 240 500 276 805 240M90-5L120 325M250-5L236 325M400-5L410 325M560-5L540 325M700-5L716 325M-5 20L805 300"/><circle cx="405" cy="154" r="56" stroke="var(--accent)" opacity=".5"/>'
        '<circle cx="405" cy="154" r="30" stroke="var(--accent)"/><circle cx="405" cy="154" r="8" fill="var(--accent)" stroke="none"/></g></svg></div>',
        "</footer>": '<a href="#top">Back to the top ↑</a></footer>',
    },
)
