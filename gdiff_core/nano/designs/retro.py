"""Retro: rays behind a sign with a double frame, letters with a drop shade, chequers, coupons, sunsets in stripes."""

from gdiff_core.nano.designs import Design

_SLAB = "Rockwell,'Rockwell Nova','Roboto Slab','DejaVu Serif','Sitka Small',Georgia,serif"

DESIGN = Design(
    name="retro",
    usual={"tone": "cream", "font": "serif"},
    fonts={
        "serif": f"--font:{_SLAB};--display:'Cooper Black','Cooper Std',{_SLAB};",
        "sans": "--font:'Trebuchet MS','Gill Sans','Segoe UI',system-ui,'Liberation Sans',sans-serif;--display:'Cooper Black','Arial Rounded MT Bold','Trebuchet MS','Gill Sans',system-ui,'DejaVu Sans',sans-serif;",
        "mono": "--font:'American Typewriter','Courier New',Courier,'Liberation Mono',monospace;--display:'American Typewriter','Courier New',Courier,'Liberation Mono',monospace;",
    },
    layouts={
        "centred": ".hero{padding-inline:var(--side)}",
        "split": ".hero{@media(min-width:52rem){display:grid;grid-template-columns:minmax(0,1.5fr) minmax(0,1fr);gap:clamp(1.5rem,4vw,4rem);align-items:center;h1{font-size:calc(var(--size)*clamp(2.2rem,4.4vw,3.8rem))}}}",
        "sidebar": "@media(min-width:60rem){body{display:grid;grid-template-columns:14rem minmax(0,1fr)}body>header{border-right:3px double var(--accent);padding:2rem 1rem!important}nav{flex-direction:column;align-items:center;position:sticky;top:2rem}main{--side:clamp(1.5rem,4vw,4rem)}footer{grid-column:1/-1}}",
    },
    css="""
*{box-sizing:border-box;margin:0;scroll-behavior:smooth;@media(prefers-reduced-motion:reduce){scroll-behavior:auto}@media print{text-shadow:none!important}}

body{background:var(--bg);color:var(--text);font:1.08rem/1.65 var(--font);--side:max(clamp(1.1rem,4vw,3rem),(100vw - 62rem)/2);--tint:color-mix(in srgb,var(--accent) 20%,var(--bg));
  --cheque:repeating-conic-gradient(var(--accent) 0 25%,transparent 0 50%) 0 0/22px 22px}

header,footer{text-align:center;padding:1.3rem var(--side)}

header .brand{display:inline-block;margin-bottom:.7rem;font:700 1.35rem/1.2 var(--display);color:var(--accent);text-decoration:none;overflow-wrap:anywhere;&::before,&::after{content:"★";margin:0 .6em;font-size:.7em;vertical-align:.15em}}

nav{display:flex;flex-wrap:wrap;justify-content:center;gap:.2rem 1.5rem;a{padding:.25rem 0;font-size:.92rem;font-weight:700;letter-spacing:.09em;text-transform:uppercase;color:var(--text);text-decoration:none;&:hover{color:var(--accent);text-decoration:underline wavy;text-underline-offset:.3em}}}

.hero{position:relative;text-align:center;padding:clamp(2.5rem,7vw,6rem) var(--side);background:repeating-conic-gradient(from 0deg at 50% 108%,var(--tint) 0 5deg,transparent 0 10deg);border-block:3px solid var(--accent);
  &::after{content:"";position:absolute;left:0;right:0;top:100%;height:22px;margin-top:3px;background:var(--cheque)}&>div:first-of-type{width:min(44rem,100%);margin-inline:auto;padding:clamp(2rem,6vw,4rem) clamp(1.2rem,5vw,3.5rem);border-radius:calc(var(--radius)*2);background:var(--card);border:3px solid var(--accent);outline:3px solid var(--accent);outline-offset:-12px}}

h1{--size:$size;font:700 calc(var(--size)*clamp(2.4rem,6.4vw,5rem))/1.05 var(--display);letter-spacing:-.01em;color:var(--accent);text-shadow:.022em .022em 0 var(--card),.055em .055em 0 color-mix(in srgb,var(--accent) 38%,var(--card));text-wrap:balance;overflow-wrap:anywhere}

.hero p{font-size:clamp(1.1rem,2vw,1.35rem);font-style:italic;line-height:1.45;margin:1.1rem 0 1.9rem}

h2{display:flex;align-items:center;gap:1rem;font:700 clamp(1.6rem,3.4vw,2.4rem)/1.15 var(--display);color:var(--accent);text-align:center;justify-content:center;margin-bottom:1.7rem;overflow-wrap:anywhere;
  &::before,&::after{content:"";flex:1;min-width:1.5rem;height:9px;border-block:3px solid currentColor;opacity:.7}}

.button,button{display:inline-block;padding:.85em 1.8em;border:3px solid var(--accent);border-radius:99px;background:var(--accent);color:var(--on);font:700 1rem/1.2 var(--font);letter-spacing:.03em;text-decoration:none;cursor:pointer;box-shadow:inset 0 0 0 2px var(--accent),inset 0 0 0 3.5px var(--on);
  &:hover{background:var(--card);color:var(--accent)}&:focus-visible{outline:3px solid var(--text);outline-offset:3px}}

section:not(.hero){padding:calc(var(--gap)*.6 + 1.6rem) var(--side);&:nth-of-type(odd){background:var(--card);border-block:1px solid var(--tint)}.hero+&{padding-top:calc(var(--gap)*.6 + 3.4rem)}
  &>p:not(.row){font-size:1.25rem;text-align:center;max-width:38ch;margin-inline:auto;text-wrap:balance}&>p+p,.art+p{margin-top:1.4rem}}

.row{display:flex;align-items:baseline;gap:.7rem;max-width:44rem;margin-inline:auto;padding:.55rem 0;font-weight:700;line-height:1.35;&::after{content:"";order:1;flex:1;min-width:1rem;border-bottom:3px dotted var(--accent)}b{order:2;text-align:right;color:var(--accent);font-variant-numeric:lining-nums}}

.grid{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(14rem,100%),1fr));gap:1.5rem;&:has(.art){grid-template-columns:minmax(0,1fr);@media(min-width:36rem){grid-template-columns:repeat(3,minmax(0,1fr))}}}

.card{padding:1.7rem 1.3rem;border:3px solid var(--accent);outline:1.5px solid var(--accent);outline-offset:-9px;border-radius:var(--radius);background:var(--bg);text-align:center;h3{font:700 1.25rem/1.25 var(--display);&::after{content:"★";display:block;margin:.5rem 0 .3rem;font-size:.8rem;color:var(--accent)}}b{font-size:1.3rem;color:var(--accent)}#team & b{font-size:1rem}}

blockquote{padding:1.6rem 2rem;border:2px dashed var(--accent);border-radius:var(--radius);background:var(--bg);font-size:1.2rem;font-style:italic;line-height:1.45;text-align:center;cite{display:block;margin-top:.9rem;font:700 .9rem/1.4 var(--font);letter-spacing:.09em;text-transform:uppercase;color:var(--accent)}}

details{max-width:44rem;margin:0 auto .8rem;padding:.9rem 1.3rem;border:2px solid var(--accent);border-radius:var(--radius);background:var(--bg);summary{font-weight:700;cursor:pointer;&::marker{color:var(--accent)}}p{padding-top:.5rem}}

form{max-width:36rem;margin-inline:auto;padding:1.7rem;border:3px solid var(--accent);outline:1.5px solid var(--accent);outline-offset:-9px;border-radius:var(--radius);background:var(--bg);label{display:block;margin-bottom:1rem;font-weight:700}}

input,textarea{display:block;width:100%;margin-top:.35rem;padding:.7em;border:2px solid var(--soft);border-radius:min(var(--radius),12px);background:var(--card);color:var(--text);font:inherit;font-weight:400}

.art{position:relative;overflow:hidden;aspect-ratio:4/3;border:3px solid var(--accent);border-radius:var(--radius);background:var(--tint);color:var(--accent);svg{position:absolute;inset:0;width:100%;height:100%}
  .grid &:nth-child(3n+2){background:var(--accent);color:var(--tint);svg{scale:-1 1}}.grid &:nth-child(3n){background:var(--card);svg{scale:1.35}}.hero &{aspect-ratio:1;border-radius:50%;outline:3px solid var(--accent);outline-offset:8px;@media(max-width:51.9rem){max-width:18rem;margin:3rem auto 1rem}}&.map{aspect-ratio:auto;height:clamp(14rem,30vw,20rem)}}

@media print{body{font-size:10pt}nav,form,footer a{display:none}section{break-inside:avoid}}

footer{position:relative;margin-top:calc(var(--gap)*.5 + 3rem);padding-block:2.6rem 2.4rem;background:var(--accent);color:var(--on);font-weight:700;a{display:inline-block;margin-top:.5rem;color:inherit}&::before{content:"";position:absolute;left:0;right:0;bottom:calc(100% - 1px);height:14px;background:radial-gradient(circle at 50% 100%,var(--accent) 13px,transparent 14px) 50% 0/28px 14px}
  .sign{font:700 clamp(1.6rem,4vw,2.6rem)/1.15 var(--display);margin-bottom:.5rem;overflow-wrap:anywhere}}
""",
    markup={
        "<header>": '<header><a class="brand" href="#top">$name</a>',
        '<section class="hero">': '<section class="hero" id="top">',
        '<div class="art"></div>': '<div class="art"><svg viewBox="0 0 400 300" preserveAspectRatio="xMidYMid slice" fill="currentColor" aria-hidden="true"><path d="M110 178a92 92 0 01180 0zM104 188h192a92 92 0 01-2 14H106zM110 213h180a92 92 0 01-7 14H117zM126 239h148a92 92 0 01-16 13H142z" opacity=".9"/>'
        '<path d="M0 240C60 206 110 214 150 236S260 282 400 226V300H0z" opacity=".45"/><path d="M0 268c90-30 150-6 210 4s120 0 190-22v50H0z"/><path d="M60 66h66a17 17 0 00-33-8 22 22 0 00-33 8zM276 52h58a15 15 0 00-29-7 19 19 0 00-29 7z" opacity=".6"/></svg></div>',
        '<div class="art" role="img" aria-label="Map"></div>': '<div class="art map" role="img" aria-label="Map"><svg viewBox="0 0 800 300" preserveAspectRatio="xMidYMid slice" fill="none" stroke="var(--card)" aria-hidden="true"><g stroke-width="16"><path d="M-9 80C180 60 330 130 480 96S700 60 809 84M-9 226C160 250 330 190 520 226S740 240 809 216M150-9L190 309M360-9V309M620-9L590 309"/></g>'
        '<g stroke="currentColor" stroke-width="3" stroke-dasharray="12 10"><path d="M150-9L190 309M-9 226C160 250 330 190 520 226"/></g><path d="M400 54l16 34 37 4-28 25 8 37-33-19-33 19 8-37-28-25 37-4z" fill="currentColor" stroke="var(--card)" stroke-width="6"/></svg></div>',
        "<footer>": '<footer><p class="sign" aria-hidden="true">$name</p>',
        "</footer>": '<a href="#top">Back to the top</a></footer>',
    },
)
