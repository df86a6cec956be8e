"""Modern: a glow behind fine lines, a floating bar, panels of a bento box, rings and dots drawn in light."""

from gdiff_core.nano.designs import Design

_UI = "Inter,system-ui,-apple-system,'Segoe UI',Roboto,'Liberation Sans',sans-serif"

DESIGN = Design(
    name="modern",
    usual={"tone": "dark", "corners": "rounded", "layout": "split"},
    fonts={
        "sans": f"--font:{_UI};",
        "serif": "--font:Charter,'Bitstream Charter','Sitka Text',Cambria,Georgia,'Liberation Serif',serif;",
        "mono": "--font:ui-monospace,'SF Mono','Cascadia Code',Menlo,Consolas,'Liberation Mono',monospace;",
    },
    layouts={
        "centred": ".hero{text-align:center;padding-inline:0;p{margin-inline:auto}}",
        "split": ".hero{@media(min-width:54rem){display:grid;grid-template-columns:minmax(0,1.25fr) minmax(0,1fr);gap:3rem;align-items:center}}",
        "sidebar": "@media(min-width:64rem){body{display:grid;grid-template-columns:15rem minmax(0,1fr)}body>header{flex-direction:column;align-items:flex-start;align-self:start;border-radius:var(--radius)!important;margin:1.5rem 0 0 1.5rem!important;padding:1.5rem!important;width:auto!important;top:1.5rem!important}nav{flex-direction:column;width:100%}footer{grid-column:2}.hero::before,.hero::after{inset:-4rem -1rem 0!important}}",
    },
    css="""
*{box-sizing:border-box;margin:0;scroll-behavior:smooth;@media(prefers-reduced-motion:reduce){scroll-behavior:auto;transition:none!important}@media print{box-shadow:none!important}}

body{background:var(--bg);color:var(--text);font:1.02rem/1.6 var(--font);overflow-x:clip;-webkit-font-smoothing:antialiased;--line:color-mix(in srgb,var(--text) 14%,transparent);--glow:color-mix(in srgb,var(--accent) 30%,transparent)}

header,main,footer{width:min(74rem,100% - 2*clamp(1rem,3.5vw,2.5rem));margin:auto}

header{position:sticky;top:.8rem;z-index:2;display:flex;flex-wrap:wrap;justify-content:space-between;align-items:center;gap:.3rem 2rem;margin-top:.8rem;padding:.75rem .8rem .75rem 1.4rem;border:1px solid var(--line);border-radius:min(calc(var(--radius)*1.4),28px);background:var(--bg);
  @media(max-width:48rem){position:relative;top:0}.brand{font-weight:700;letter-spacing:-.01em;color:var(--text);text-decoration:none;overflow-wrap:anywhere;&::before{content:"";display:inline-block;width:.8em;height:.8em;margin-right:.6em;vertical-align:-.04em;border-radius:50%;border:.24em solid var(--accent)}}}

nav{display:flex;flex-wrap:wrap;gap:.1rem;a{padding:.35rem .8rem;border-radius:99px;font-size:.95rem;color:var(--soft);text-decoration:none;&:hover{background:var(--card);color:var(--text)}@media(max-width:48rem){padding-left:0}}}

main{--gutter:clamp(.9rem,1.6vw,1.3rem);display:flex;flex-wrap:wrap;gap:var(--gutter)}

h1{--size:$size;font:700 calc(var(--size)*clamp(2.7rem,6.6vw,5.6rem))/1 var(--font);letter-spacing:-.045em;text-wrap:balance;overflow-wrap:anywhere}

h2{font:650 clamp(1.3rem,2vw,1.6rem)/1.25 var(--font);letter-spacing:-.02em;margin-bottom:1.3rem;overflow-wrap:anywhere}

.hero{flex:1 1 100%;min-width:0;position:relative;isolation:isolate;padding:clamp(3rem,7vw,6rem) clamp(0rem,2vw,1.4rem) clamp(2.5rem,5vw,4.5rem);p{font-size:clamp(1.15rem,1.8vw,1.4rem);line-height:1.5;color:var(--soft);margin-block:1.4rem 2.2rem;max-width:34ch}
  &::before,&::after{content:"";position:absolute;z-index:-1;inset:-9rem calc(50% - 50vw) 0;pointer-events:none}&::before{background:radial-gradient(42rem 26rem at 72% 40%,var(--glow),transparent 70%)}&::after{background:linear-gradient(var(--line) 1px,transparent 0) 0 0/64px 64px,linear-gradient(90deg,var(--line) 1px,transparent 0) 0 0/64px 64px;mask:radial-gradient(60rem 30rem at 60% 40%,#000 10%,transparent 75%)}}

.button,button{display:inline-block;padding:.85em 1.6em;border:0;border-radius:99px;background:var(--accent);color:var(--on);font:600 1rem/1.2 var(--font);text-decoration:none;cursor:pointer;box-shadow:0 8px 32px -8px var(--glow);transition:scale .15s;&:hover{scale:1.03}&:focus-visible{outline:2px solid var(--text);outline-offset:3px}}

section:not(.hero){flex:1 1 100%;min-width:0;padding:clamp(1.4rem,2.6vw,2.4rem);border:1px solid var(--line);border-radius:calc(var(--radius)*1.2);background:var(--card);&:is(#about,#offer,#hours,#faq,#map,#contact,#newsletter,#cta){@media(min-width:54.1rem){flex:1 1 calc(50% - var(--gutter)/2)}}
  &>p:not(.row){font-size:clamp(1.15rem,1.7vw,1.4rem);line-height:1.45;letter-spacing:-.01em;text-wrap:pretty}&>p+p,.art+p{margin-top:1.3rem}}

.row{display:flex;justify-content:space-between;align-items:center;gap:1rem;padding:.75rem 0;border-top:1px solid var(--line);line-height:1.35;b{font-weight:600;color:var(--accent);text-align:right;font-variant-numeric:tabular-nums}}

.grid{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(14rem,100%),1fr));gap:clamp(.9rem,1.6vw,1.3rem);&:has(.art){grid-template-columns:minmax(0,1fr);@media(min-width:36rem){grid-template-columns:repeat(3,minmax(0,1fr))}}}

.card,blockquote{padding:1.4rem;border:1px solid var(--line);border-radius:var(--radius);background:var(--bg);h3{font:500 1.05rem/1.35 var(--font)}b{font-weight:650;color:var(--accent)}#pricing & b{display:block;margin-top:1.8rem;font-size:clamp(2rem,3.6vw,2.9rem);line-height:1;letter-spacing:-.04em;color:var(--text)}
  #team &{display:grid;grid-template-columns:auto 1fr;column-gap:1rem;&::before{content:"";grid-row:1/3;width:3.2rem;aspect-ratio:1;border-radius:50%;background:radial-gradient(circle at 50% 110%,var(--accent) 46%,transparent 47%),radial-gradient(circle at 50% 42%,var(--accent) 22%,transparent 23%),var(--glow)}}}

blockquote{font-size:1.2rem;line-height:1.4;letter-spacing:-.01em;cite{display:block;margin-top:1.2rem;font:500 .95rem/1.4 var(--font);letter-spacing:0;color:var(--soft)}&::before{content:"“";display:block;height:.6em;font:700 3rem/1 Georgia,serif;color:var(--accent)}}

details{border-top:1px solid var(--line);padding:.85rem 0;summary{font-weight:550;cursor:pointer;list-style:none;display:flex;justify-content:space-between;gap:1rem;&::after{content:"+";color:var(--accent);font-size:1.2rem;line-height:1}}&[open] summary::after{content:"–"}p{color:var(--soft);padding-top:.5rem}}

label{display:block;margin-bottom:1rem;font-size:.95rem;font-weight:550}

input,textarea{display:block;width:100%;margin-top:.4rem;padding:.75em .9em;border:1px solid var(--soft);border-radius:min(var(--radius),14px);background:var(--bg);color:var(--text);font:inherit;font-weight:400;&:focus-visible{outline:2px solid var(--accent);outline-offset:1px}}

.art{position:relative;overflow:hidden;aspect-ratio:4/3;border:1px solid var(--line);border-radius:var(--radius);color:var(--accent);background:radial-gradient(circle at 72% 24%,var(--glow),transparent 60%),var(--bg);svg{position:absolute;inset:0;width:100%;height:100%}
  g{display:none}&:nth-child(3n+1) .a,&:nth-child(3n+2) .b,&:nth-child(3n) .c{display:block}.hero &{aspect-ratio:1;max-width:30rem;width:100%;justify-self:end;background:radial-gradient(circle at 30% 80%,var(--glow),transparent 62%),var(--card);border-radius:calc(var(--radius)*1.6);@media(max-width:53.9rem){margin-top:3rem;aspect-ratio:3/2;max-width:none}}&.map{aspect-ratio:16/9;g{display:block!important}}}

@media print{body{font-size:10pt}nav,form,footer a{display:none}section{break-inside:avoid}}

footer{display:flex;flex-wrap:wrap;justify-content:space-between;gap:.5rem 3rem;padding:2.4rem .4rem 3rem;color:var(--soft);font-size:.95rem;a{color:inherit;text-decoration:none;&:hover{color:var(--text)}}}
""",
    markup={
        "<header>": '<header><a class="brand" href="#top">$name</a>',
        '<section class="hero">': '<section class="hero" id="top">',
        '<div class="art"></div>': '<div class="art"><svg viewBox="0 0 320 240" preserveAspectRatio="xMidYMid slice" fill="none" stroke="currentColor" aria-hidden="true"><g class="a"><path d="M-10 200C60 200 70 90 140 90S230 150 330 40" stroke-width="3"/><path d="M-10 216C60 216 80 120 150 120S240 170 330 70M-10 232C60 232 90 150 160 150S250 190 330 100M-10 248C60 248 100 180 170 180S260 210 330 130" opacity=".45"/><circle cx="140" cy="90" r="7" fill="currentColor"/></g>'
        '<g class="b"><circle cx="160" cy="120" r="34" fill="currentColor" stroke="none"/><circle cx="160" cy="120" r="58" opacity=".7"/><circle cx="160" cy="120" r="84" opacity=".5" stroke-dasharray="3 7" stroke-width="2"/><circle cx="160" cy="120" r="112" opacity=".35"/><circle cx="219" cy="120" r="6" fill="currentColor"/><circle cx="101" cy="60" r="8" fill="currentColor"/><circle cx="250" cy="186" r="5" fill="currentColor"/></g>'
        '<g class="c"><path d="M40 160l120-60 120 60-120 60z" opacity=".4"/><path d="M40 130l120-60 120 60-120 60z" opacity=".65"/><path d="M40 100L160 40l120 60-120 60z" fill="currentColor" fill-opacity=".22" stroke-width="2"/><path d="M100 100l60-30 60 30-60 30z" fill="currentColor" stroke="none"/></g></svg></div>',
        '<div class="art" role="img" aria-label="Map"></div>': '<div class="art map" role="img" aria-label="Map"><svg viewBox="0 0 640 360" preserveAspectRatio="xMidYMid slice" fill="none" stroke="var(--soft)" aria-hidden="true"><g opacity=".5" stroke-width="1.5"><path d="M-5 80L645 60M-5 180L645 186M-5 290L645 268M90-5L110 365M240-5L236 365M400-5L410 365M540-5L524 365M-5 340L320 183 645 20"/></g>'
        '<g stroke="currentColor"><path d="M110 365L106 283 320 183" stroke-width="4"/><circle cx="320" cy="183" r="46" opacity=".5"/><circle cx="320" cy="183" r="26" fill="currentColor" fill-opacity=".25"/><circle cx="320" cy="183" r="9" fill="currentColor"/></g></svg></div>',
        "</footer>": '<a href="#top">Back to the top ↑</a></footer>',
    },
)
