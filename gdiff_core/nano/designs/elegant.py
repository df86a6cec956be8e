"""Elegant: a light serif beside an arch, hairlines, numbered sections, leaders on the menu."""

from gdiff_core.nano.designs import Design

_BOOKISH = (
    "'Iowan Old Style','Palatino Linotype',Palatino,'URW Palladio L',P052,Georgia,'Liberation Serif',serif"
)

DESIGN = Design(
    name="elegant",
    usual={"tone": "cream", "font": "serif", "corners": "sharp", "layout": "split"},
    fonts={
        "serif": f"--font:{_BOOKISH};--display:{_BOOKISH};",
        "sans": "--font:'Gill Sans',Optima,Candara,'Segoe UI',system-ui,sans-serif;--display:Optima,'Gill Sans',Candara,'Segoe UI',system-ui,sans-serif;",
        "mono": f"--font:ui-monospace,Menlo,Consolas,'Liberation Mono',monospace;--display:{_BOOKISH};",
    },
    layouts={
        "centred": "body .hero{text-align:center;padding-block:calc(var(--gap)*.6 + clamp(2rem,5vw,5rem));h1,p{margin-inline:auto}&>svg{display:block;width:11rem;margin:0 auto 2.4rem}}",
        "split": ".hero{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(18rem,100%),1fr));gap:clamp(2rem,7vw,7rem);align-items:center;padding-block:clamp(2rem,5vw,4rem)}",
        "sidebar": "@media(min-width:60rem){body{display:grid;grid-template-columns:15rem 1fr;width:min(80rem,100% - 5rem);margin:auto}body>header{flex-direction:column;justify-content:flex-start;align-items:flex-start;gap:2.5rem;border:0;margin:0}nav{flex-direction:column;position:sticky;top:3rem}footer{grid-column:2}}",
    },
    css="""
*{box-sizing:border-box;margin:0}

html{scroll-behavior:smooth;@media(prefers-reduced-motion:reduce){scroll-behavior:auto}@media print{font-size:10pt;nav,form,footer a{display:none}section{break-inside:avoid}}}

body{background:var(--bg);color:var(--text);font:1.08rem/1.7 var(--font);counter-reset:part;
  --line:color-mix(in srgb,var(--text) 18%,transparent)}

header,main,footer{width:min(70rem,100% - 2*clamp(1.25rem,5vw,4rem));margin:auto}

header{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:baseline;gap:.6rem 2rem;padding:1.6rem 0 1.3rem;border-bottom:1px solid var(--line);
  .brand{font:italic 1.3rem/1.2 var(--display);color:var(--text);text-decoration:none;overflow-wrap:anywhere}}

nav{display:flex;flex-wrap:wrap;gap:.4rem 1.9rem;a{color:var(--text);text-decoration:none;font-size:.78rem;letter-spacing:.14em;text-transform:uppercase;padding:.3rem 0;border-bottom:1px solid transparent;&:hover{border-color:var(--accent)}}}

h1{--size:$size;font:400 calc(var(--size)*clamp(2.9rem,7.4vw,6rem))/1.02 var(--display);letter-spacing:-.025em;text-wrap:balance;overflow-wrap:anywhere;max-width:12ch}

h2{font:400 clamp(1.7rem,3vw,2.3rem)/1.15 var(--display);letter-spacing:-.01em;overflow-wrap:anywhere;
  &::before{counter-increment:part;content:counter(part,decimal-leading-zero);display:block;font:.8rem/1 var(--font);letter-spacing:.12em;color:var(--accent);margin-bottom:.9rem}}

.hero{padding-block:clamp(2rem,5vw,4.5rem);&>svg{display:none}p{font:italic 1.35rem/1.5 var(--display);color:var(--soft);margin-block:1.4rem 2.4rem;max-width:32ch}}

.button,button{display:inline-block;padding:.95em 2em;border:1px solid var(--accent);border-radius:var(--radius);background:var(--accent);color:var(--on);
  font:inherit;font-size:.95rem;letter-spacing:.03em;text-decoration:none;cursor:pointer;transition:box-shadow .2s;
  &:hover{box-shadow:inset 0 0 0 1px var(--on)}&:focus-visible{outline:2px solid var(--text);outline-offset:3px}}

section:not(.hero){display:grid;grid-template-columns:minmax(0,1fr);column-gap:3rem;align-content:start;padding:clamp(2.5rem,var(--gap),7rem) 0;border-top:1px solid var(--line);
  h2{margin-bottom:1.6rem}&>p:not(.row){font:1.3rem/1.6 var(--display);max-width:34ch;text-wrap:pretty}&>p+p,.art+p{margin-top:1.4rem}
  @media(min-width:48rem){grid-template-columns:minmax(9rem,1fr) minmax(0,2.6fr);h2{grid-row:1/span 9;margin:0}&>:not(h2){grid-column:2}}}

.row{display:flex;align-items:baseline;gap:.8rem;padding:.75rem 0;
  &::after{content:"";order:1;flex:1;min-width:1rem;border-bottom:1px dotted var(--soft)}
  b{order:2;font-weight:400;color:var(--accent);font-variant-numeric:lining-nums tabular-nums;text-align:right}}

.grid{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(10rem,100%),1fr));gap:1.6rem;&:has(.art){grid-template-columns:minmax(0,1fr);@media(min-width:36rem){grid-template-columns:repeat(3,minmax(0,1fr))}}}

.card{border-top:1px solid var(--text);padding:1.1rem 0;h3{font:400 1.3rem/1.3 var(--display)}b{font-weight:400;color:var(--accent)}}

blockquote{font:italic 1.35rem/1.45 var(--display);&::before{content:"“";display:block;font-size:3.4rem;line-height:.7;color:var(--accent);margin-top:.6rem}}

cite{display:block;margin-top:.9rem;font:normal .8rem/1.5 var(--font);letter-spacing:.12em;text-transform:uppercase;color:var(--soft);&::before{content:"— "}}

details,label{display:block;border-bottom:1px solid var(--line);padding:.9rem 0;summary{font:1.2rem/1.4 var(--display);cursor:pointer}p{color:var(--soft);padding:.5rem 0 .3rem}}

label{border:0;padding:.5rem 0;font-size:.85rem;letter-spacing:.06em;color:var(--soft);
  input,textarea{display:block;width:100%;padding:.6em 0;border:0;border-bottom:1px solid var(--soft);border-radius:0;background:none;color:var(--text);font:inherit;font-size:1.1rem}}

.art{position:relative;overflow:hidden;aspect-ratio:4/5;@media(max-width:40rem){aspect-ratio:3/2}max-height:22rem;border-radius:var(--radius);background:var(--accent);
  svg{position:absolute;inset:0;width:100%;height:100%;color:var(--on)}
  &:nth-child(3n+2){background:color-mix(in srgb,var(--accent) 26%,var(--card));svg{color:var(--accent);scale:-1 1}}
  &:nth-child(3n){background:var(--text);svg{color:var(--bg);rotate:180deg}}
  &.map{aspect-ratio:auto;height:clamp(14rem,26vw,20rem);max-height:none}}

.hero .art{aspect-ratio:auto;max-height:none;min-height:clamp(20rem,44vw,34rem);max-width:27rem;width:100%;justify-self:end;background:var(--accent);border-radius:50vw 50vw var(--radius) var(--radius);svg{scale:none;rotate:none;color:var(--on)}}

footer{padding:2.2rem 0 3rem;border-top:1px solid var(--line);display:flex;flex-wrap:wrap;justify-content:space-between;gap:.5rem 2rem;color:var(--soft);font-size:.95rem;a{color:inherit}}
""",
    markup={
        "<header>": '<header><a class="brand" href="#top">$name</a>',
        '<section class="hero">': '<section class="hero" id="top"><svg viewBox="0 0 120 40" fill="none" stroke="var(--accent)" '
        'stroke-width="1.2" aria-hidden="true"><path d="M4 20h38m36 0h38M60 5c8 8 8 22 0 30c-8-8-8-22 0-30zM46 20c5-6 9-6 14 0c5-6 9-6 14 0'
        'c-5 6-9 6-14 0c-5 6-9 6-14 0z"/></svg>',
        '<div class="art"></div>': '<div class="art"><svg viewBox="0 0 200 260" preserveAspectRatio="xMidYMid slice" fill="none" '
        'stroke="currentColor" stroke-width="1.1" stroke-linecap="round" aria-hidden="true"><circle cx="128" cy="78" r="30" fill="currentColor" '
        'opacity=".9" stroke="none"/><path d="M70 262C74 200 78 150 104 104M72 236c-34-4-48-26-48-26s32-8 50 12M76 204c-30-12-38-38-38-38s32 0 42 24'
        "M82 174c-22-18-24-44-24-44s26 8 30 32M73 228c14-26 44-32 44-32s-10 34-43 42M79 192c12-24 40-34 40-34s-4 34-38 42M88 160c10-20 32-34 32-34"
        's2 28-30 42"/><path d="M-10 262c40-18 70-22 110-14s80 2 110-10" stroke-width=".8"/></svg></div>',
        '<div class="art" role="img" aria-label="Map"></div>': '<div class="art map" role="img" aria-label="Map"><svg viewBox="0 0 400 180" '
        'preserveAspectRatio="xMidYMid slice" fill="none" stroke="var(--on)" aria-hidden="true"><g opacity=".45"><path d="M-5 40L140 62 250 20 410 46M-5 130L120 118 '
        '260 150 410 118M60-5L84 185M170-5L150 185M300-5L318 185M-5 84L410 92" stroke-width="5"/><path d="M-5 164C80 150 120 172 200 160S330 172 410 150" '
        'stroke-width="12"/></g><g transform="translate(0 22)"><path d="M205 108c-18-20-26-30-26-42a26 26 0 0152 0c0 12-8 22-26 42z" fill="var(--on)" stroke="none"/>'
        '<circle cx="205" cy="66" r="9" fill="var(--accent)" stroke="none"/></g></svg></div>',
        "</footer>": '<a href="#top">Back to the top</a></footer>',
    },
)
