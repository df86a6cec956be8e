"""Playful: round letters on a card among confetti, stickers that tilt, waves between the grounds, flowers for photographs."""

from gdiff_core.nano.designs import Design

_ROUND = "ui-rounded,'SF Pro Rounded','Hiragino Maru Gothic ProN',Quicksand,Nunito,'Varela Round','Arial Rounded MT Bold',Calibri,'DejaVu Sans',sans-serif"

DESIGN = Design(
    name="playful",
    usual={"tone": "cream", "corners": "rounded"},
    fonts={
        "sans": f"--font:{_ROUND};--display:{_ROUND};",
        "serif": "--font:Georgia,'DejaVu Serif',serif;--display:'Cooper Black','Cooper Std',Georgia,'DejaVu Serif',serif;",
        "mono": f"--font:ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace;--display:{_ROUND};",
    },
    layouts={
        "centred": ".hero{text-align:center;h1,p{margin-inline:auto}}",
        "split": ".hero{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(17rem,100%),1fr));gap:2.5rem;align-items:center;text-align:left;&>svg{opacity:0}}",
        "sidebar": "body{.hero{text-align:center;p{margin-inline:auto}}@media(min-width:60rem){display:grid;grid-template-columns:15rem minmax(0,1fr);&>header{flex-direction:column;justify-content:flex-start;align-items:flex-start;padding:2rem 1rem 0 2rem!important}main{--side:2rem;padding-top:1.5rem}nav{flex-direction:column;align-items:flex-start;position:sticky;top:2rem}footer{grid-column:1/-1}}}",
    },
    css="""
*{box-sizing:border-box;margin:0;scroll-behavior:smooth;@media(prefers-reduced-motion:reduce){scroll-behavior:auto;transition:none!important;animation:none!important}}

body{background:var(--bg) radial-gradient(color-mix(in srgb,var(--accent) 16%,transparent) 1.6px,transparent 2px) 0 0/22px 22px;color:var(--text);font:1.1rem/1.6 var(--font);--side:max(clamp(1rem,4vw,3rem),(100vw - 68rem)/2);
  --two:oklch(from var(--accent) l c calc(h + 75));--three:oklch(from var(--accent) calc(l + .08) c calc(h - 70));--soft-accent:color-mix(in srgb,var(--accent) 24%,var(--bg))}

header,footer{padding-inline:var(--side)!important}

header{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:center;gap:.7rem 1.5rem;padding:1.2rem 0;
  .brand{font:800 1.3rem/1.2 var(--display);color:var(--text);text-decoration:none;overflow-wrap:anywhere;&::before{content:"";display:inline-block;width:.85em;height:.85em;margin-right:.45em;vertical-align:-.06em;border-radius:50% 50% 50% 0;background:var(--accent)}}}

nav{display:flex;flex-wrap:wrap;gap:.4rem;
  a{padding:.35em .95em;border:2px solid transparent;border-radius:99px;font-weight:700;font-size:.98rem;color:var(--text);text-decoration:none;&:hover{background:var(--card);border-color:var(--text)}}}

@media print{body{font-size:10pt}nav,form,footer a{display:none}section{break-inside:avoid}}

h1{--size:$size;font:800 calc(var(--size)*clamp(2.7rem,8vw,6.4rem))/1 var(--display);letter-spacing:-.035em;color:var(--accent);text-wrap:balance;overflow-wrap:anywhere}

h2{font:800 clamp(1.8rem,4vw,2.9rem)/1.1 var(--display);letter-spacing:-.02em;margin-bottom:1.5rem;overflow-wrap:anywhere;
  &::after{content:"";display:block;width:5.2rem;height:.7rem;margin-top:.45rem;background:var(--accent);mask:url("data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 26 14'%3E%3Cpath d='M0 9C4 1 9 1 13 7S22 13 26 5' fill='none' stroke='%23000' stroke-width='4'/%3E%3C/svg%3E") 0/1.3rem 100%}}

.hero{position:relative;overflow:hidden;margin-inline:var(--side);isolation:isolate;padding:clamp(3.5rem,9vw,7.5rem) clamp(1.4rem,6vw,5rem);border:3px solid var(--text);border-radius:calc(var(--radius)*1.8);background:var(--card);box-shadow:0 8px 0 var(--text);
  p{font-size:clamp(1.2rem,2.4vw,1.55rem);line-height:1.4;margin-block:1.1rem 2rem;max-width:30ch}&>svg{position:absolute;inset:0;width:100%;height:100%;z-index:-1;@media(max-width:48rem){opacity:0}}}

.button,button{display:inline-block;padding:.8em 1.7em;border:3px solid var(--text);border-radius:99px;background:var(--accent);color:var(--on);font:800 1.08rem/1.2 var(--font);text-decoration:none;cursor:pointer;box-shadow:0 5px 0 var(--text);transition:translate .12s,box-shadow .12s;
  &:hover{translate:0 3px;box-shadow:0 2px 0 var(--text)}&:focus-visible{outline:3px solid var(--accent);outline-offset:4px}}

section:not(.hero){.hero+&{padding-top:calc(var(--gap)*.6 + 2.4rem)}padding:calc(var(--gap)*.5 + 1.2rem) var(--side);&>p:not(.row){font-size:clamp(1.2rem,2.2vw,1.5rem);line-height:1.5;max-width:36ch;text-wrap:pretty}&>p+p,.art+p{margin-top:1.3rem}
  &:nth-of-type(3n){position:relative;background:var(--accent);color:var(--on);margin-block:calc(var(--gap)*.5 + 1.6rem);h2::after{background:var(--on)}&::before,&::after{content:"";position:absolute;left:0;right:0;bottom:calc(100% - 1px);height:20px;background:var(--accent);mask:url("data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 80 20' preserveAspectRatio='none'%3E%3Cpath d='M0 20V10C20-4 20-4 40 10S60 24 80 10V20z'/%3E%3C/svg%3E") 50% 0/80px 20px repeat-x}&::after{bottom:auto;top:calc(100% - 1px);scale:1 -1}}}

.row{display:flex;justify-content:space-between;align-items:center;gap:1rem;margin-bottom:.7rem;padding:.55rem .6rem .55rem 1.4rem;border:2.5px solid var(--text);border-radius:99px;background:var(--card);color:var(--text);font-weight:700;line-height:1.3;
  b{padding:.35em .9em;border-radius:99px;background:var(--accent);color:var(--on);font-weight:800;text-align:center;text-wrap:balance}}

.grid{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(14rem,100%),1fr));gap:1.6rem;&:has(.art){grid-template-columns:minmax(0,1fr);@media(min-width:36rem){grid-template-columns:repeat(3,minmax(0,1fr))}}}

.card,blockquote,details,form{border:2.5px solid var(--text);border-radius:var(--radius);padding:1.5rem;background:var(--card);color:var(--text);box-shadow:0 5px 0 var(--text)}

.card,blockquote{&:nth-child(odd){rotate:-1.2deg}&:nth-child(even){rotate:1.2deg}h3{font:800 1.35rem/1.25 var(--display)}b{color:var(--accent);font-weight:800;font-size:1.15rem}#team &::before{content:"";display:block;width:4.6rem;height:4.6rem;margin-bottom:1rem;border-radius:50%;border:2.5px solid var(--text);
  background:radial-gradient(circle at 50% 118%,var(--text) 46%,transparent 47%),radial-gradient(circle at 50% 42%,var(--text) 25%,transparent 26%),var(--soft-accent)}}

blockquote{font-size:1.3rem;font-weight:700;line-height:1.35;cite{display:block;margin-top:1rem;font:700 1rem/1.4 var(--font);color:var(--accent);&::before{content:"♥ "}}}

details{margin-bottom:1rem;padding:1.1rem 1.4rem;summary{font-weight:800;cursor:pointer;color:var(--text)}p{padding-top:.6rem}}

form{max-width:40rem;label{display:block;font-weight:700;margin-bottom:1rem}input,textarea{display:block;width:100%;margin-top:.35rem;padding:.75em 1em;border:2.5px solid var(--text);border-radius:min(var(--radius),18px);background:var(--bg);color:var(--text);font:inherit;font-weight:400}}

.art{position:relative;overflow:hidden;aspect-ratio:1;@media(max-width:40rem){aspect-ratio:3/2}border:2.5px solid var(--text);border-radius:var(--radius);background:var(--soft-accent);--petal:var(--accent);svg{position:absolute;inset:0;width:100%;height:100%}
  .grid &:nth-child(3n+2){--petal:var(--two);background:color-mix(in srgb,var(--two) 24%,var(--bg));svg{rotate:24deg;scale:1.25}}.grid &:nth-child(3n){--petal:var(--three);background:color-mix(in srgb,var(--three) 24%,var(--bg));svg{scale:-.85 .85}}}

.art.map{aspect-ratio:auto;height:clamp(15rem,32vw,22rem)}

footer{text-align:center;padding:calc(var(--gap)*.6 + 2rem) 0 2.5rem;font-weight:700;color:var(--text);a{display:inline-block;margin-top:.6rem;color:var(--accent)}.sign{width:3.4rem;margin:0 auto .8rem;display:block;color:var(--accent)}}
""",
    markup={
        "<header>": '<header><a class="brand" href="#top">$name</a>',
        '<section class="hero">': '<section class="hero" id="top"><svg viewBox="0 0 1000 500" preserveAspectRatio="none" aria-hidden="true"><g fill="var(--soft-accent)">'
        '<path d="M0 0h210c20 70-30 130-100 130S10 190 0 170zM1000 500H760c-10-80 50-120 120-110s80-60 120-40z"/></g><g fill="none" stroke="var(--accent)" stroke-width="9" '
        'stroke-linecap="round"><path d="M60 390c20-30 40-30 50 0s32 30 50 0"/><path d="M830 96c18-26 36-26 46 0s28 26 46 0"/></g><circle cx="88" cy="76" r="34" fill="var(--accent)"/>'
        '<circle cx="930" cy="410" r="44" fill="var(--two)"/><circle cx="64" cy="262" r="12" fill="var(--two)"/><circle cx="944" cy="236" r="16" fill="var(--three)"/>'
        '<path d="M790 430l26 44h-52zM110 300l34 10-14 32z" fill="var(--three)"/></svg>',
        '<div class="art"></div>': '<div class="art"><svg viewBox="0 0 200 200" aria-hidden="true"><path d="M100 128V214" stroke="var(--text)" stroke-width="5"/><path d="M100 190c8-30 34-34 48-30c0 20-20 34-48 30z" '
        'fill="var(--text)"/><g fill="var(--petal)"><circle cx="100" cy="58" r="27"/><circle cx="138" cy="86" r="27"/><circle cx="124" cy="130" r="27"/><circle cx="76" cy="130" r="27"/>'
        '<circle cx="62" cy="86" r="27"/></g><circle cx="100" cy="98" r="25" fill="var(--card)"/><path d="M91 93v5m18-5v5" stroke="var(--text)" stroke-width="5" stroke-linecap="round"/>'
        '<path d="M89 106c6 8 16 8 22 0" fill="none" stroke="var(--text)" stroke-width="4" stroke-linecap="round"/></svg></div>',
        '<div class="art" role="img" aria-label="Map"></div>': '<div class="art map" role="img" aria-label="Map"><svg viewBox="0 0 800 320" preserveAspectRatio="xMidYMid slice" fill="none" aria-hidden="true">'
        '<g stroke="var(--card)" stroke-width="22" stroke-linecap="round"><path d="M-10 90C200 40 260 170 420 120S700 60 820 120M-10 260C180 220 300 300 460 250S680 230 820 270M160-10C140 120 220 200 190 330M600-10C640 120 560 200 620 330"/></g>'
        '<g fill="var(--two)" opacity=".55"><circle cx="320" cy="215" r="34"/><circle cx="362" cy="202" r="26"/><circle cx="700" cy="190" r="30"/></g><g transform="translate(0 52)"><path d="M420 176c-46-46-62-66-62-96a62 62 0 01124 0c0 30-16 50-62 96z" '
        'fill="var(--accent)" stroke="var(--text)" stroke-width="5"/><circle cx="420" cy="80" r="22" fill="var(--card)" stroke="var(--text)" stroke-width="5"/></g></svg></div>',
        "<footer>": '<footer><svg class="sign" viewBox="0 0 60 60" fill="currentColor" aria-hidden="true"><path d="M30 2l7 15 16-3-3 16 8 14-16 3-3 13-9-8-9 8-3-13-16-3 8-14-3-16 16 3z"/></svg>',
        "</footer>": '<a href="#top">Back to the top</a></footer>',
    },
)
