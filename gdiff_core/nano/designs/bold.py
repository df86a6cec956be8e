"""Bold: a poster. The name fills a ground of the accent, heavy rules, big figures, shapes of circles and squares."""

from gdiff_core.nano.designs import Design

_HEAVY = "'Arial Black','Archivo Black',Impact,'Helvetica Neue',Arial,'Liberation Sans',sans-serif"

DESIGN = Design(
    name="bold",
    usual={"corners": "sharp", "layout": "split"},
    fonts={
        "sans": f"--font:'Helvetica Neue',Helvetica,Arial,'Liberation Sans',sans-serif;--display:{_HEAVY};--caps:uppercase;",
        "serif": "--font:Rockwell,'Rockwell Nova','Roboto Slab',Georgia,'DejaVu Serif',serif;--display:Rockwell,'Rockwell Nova','Roboto Slab',Georgia,'DejaVu Serif',serif;--caps:none;",
        "mono": "--font:ui-monospace,Menlo,Consolas,'Liberation Mono',monospace;--display:ui-monospace,Menlo,Consolas,'Liberation Mono',monospace;--caps:uppercase;",
    },
    layouts={
        "centred": "body .hero{display:flex;flex-direction:column;text-align:center;padding-bottom:0!important;&>svg{display:block;order:1;width:calc(100% + 2*var(--side));height:clamp(5rem,11vw,10rem);margin:clamp(2.5rem,5vw,4.5rem) calc(-1*var(--side)) 0}}",
        "split": ".hero{display:grid;grid-template-columns:minmax(0,1fr);column-gap:clamp(1.5rem,3vw,3.5rem);h1{font-size:calc(var(--size)*clamp(2.8rem,6.9vw,7.4rem))}@media(min-width:44rem){grid-template-columns:minmax(0,1.7fr) minmax(0,1fr);align-items:end;padding-bottom:0!important;&>div:first-of-type{padding-bottom:clamp(2rem,4vw,4rem)}}}",
        "sidebar": "@media(min-width:60rem){body{display:grid;grid-template-columns:14rem 1fr}body>header{flex-direction:column;justify-content:flex-start;padding:2rem 1.5rem!important;border-right:3px solid var(--text);border-bottom:0!important}nav{flex-direction:column;position:sticky;top:2rem}footer{grid-column:1/-1}}",
    },
    css="""
*{box-sizing:border-box;margin:0;scroll-behavior:smooth;@media(prefers-reduced-motion:reduce){scroll-behavior:auto;transition:none!important}}

body{background:var(--bg);color:var(--text);font:1.08rem/1.55 var(--font);--side:max(clamp(1.25rem,4vw,4rem),(100vw - 84rem)/2)}

header{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:center;gap:.5rem 2rem;padding:1rem var(--side);border-bottom:3px solid var(--text);
  .brand{font:900 1.15rem/1.1 var(--display);letter-spacing:-.02em;text-transform:var(--caps);color:var(--text);text-decoration:none;overflow-wrap:anywhere}}

nav{display:flex;flex-wrap:wrap;gap:.2rem 1.5rem;
  a{font-weight:700;color:var(--text);text-decoration:none;padding:.35rem 0;border-bottom:3px solid transparent;&:hover{border-color:var(--accent)}}}

@media print{body{font-size:10pt}nav,form,footer a{display:none}section{break-inside:avoid}}

.hero{position:relative;overflow:hidden;background:var(--accent);color:var(--on);padding:clamp(2.5rem,6vw,5.5rem) var(--side) clamp(2.5rem,5vw,4.5rem)!important;border-bottom:3px solid var(--text);&>svg{display:none}
  .button{background:var(--on);color:var(--accent);border-color:var(--on);&:hover{background:transparent;color:var(--on)}}}

h1{--size:$size;font:900 calc(var(--size)*clamp(2.9rem,8.6vw,8.4rem))/.9 var(--display);letter-spacing:-.045em;text-transform:var(--caps);text-wrap:balance;overflow-wrap:break-word;hyphens:manual}

.hero p{font-size:clamp(1.2rem,2.2vw,1.7rem);line-height:1.3;font-weight:700;margin:1.6rem 0 2rem;text-wrap:balance}

h2{font:900 clamp(2.1rem,5.4vw,4.6rem)/.95 var(--display);letter-spacing:-.04em;text-transform:var(--caps);margin-bottom:clamp(1.4rem,3vw,2.6rem);overflow-wrap:anywhere}

.button,button{display:inline-block;padding:.9em 1.6em;border:3px solid var(--accent);border-radius:var(--radius);background:var(--accent);color:var(--on);font:700 1.05rem/1.2 var(--font);
  text-decoration:none;cursor:pointer;&:hover{background:transparent;color:var(--accent-ink,var(--accent))}&:focus-visible{outline:3px solid var(--accent);outline-offset:3px}}

section:not(.hero){padding:calc(var(--gap)*.75 + 1.5rem) var(--side);border-bottom:3px solid var(--text);&>p:not(.row){font-size:clamp(1.25rem,2.4vw,1.9rem);line-height:1.35;font-weight:700;max-width:32ch;text-wrap:pretty}&>p+p,.art+p{margin-top:1.4rem}
  &:nth-of-type(3n){background:var(--text);color:var(--bg);--card:transparent;--ink:var(--bg);--accent-ink:var(--bg)}&:nth-of-type(3n)~section{--ink:var(--text)}}

.row{display:flex;justify-content:space-between;align-items:baseline;gap:1.5rem;padding:.55em 0;border-top:3px solid currentColor;font-size:clamp(1.2rem,2.6vw,2rem);font-weight:700;line-height:1.25;letter-spacing:-.015em;
  b{font-weight:900;color:var(--accent-ink,var(--accent));text-align:right;font-variant-numeric:tabular-nums}}

.grid{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(15rem,100%),1fr));gap:clamp(1rem,2vw,1.6rem);&:has(.art){grid-template-columns:minmax(0,1fr);@media(min-width:36rem){grid-template-columns:repeat(3,minmax(0,1fr))}}}

.card{border:3px solid currentColor;border-radius:var(--radius);padding:1.3rem 1.4rem 1.5rem;display:flex;flex-direction:column;justify-content:space-between;gap:1.5rem;min-height:11rem;
  h3{font-size:1.35rem;line-height:1.2}b{font:900 clamp(1.5rem,3.4vw,2.6rem)/1 var(--display);letter-spacing:-.03em;color:var(--accent-ink,var(--accent));overflow-wrap:anywhere}#team & b{font:700 1.05rem/1.3 var(--font);letter-spacing:0}}

blockquote{border-radius:var(--radius);padding:1.6rem;background:var(--accent);color:var(--on);font-size:clamp(1.3rem,2.4vw,1.8rem);line-height:1.2;font-weight:700;letter-spacing:-.015em;cite{display:block;margin-top:1.4rem;font:400 1rem/1.4 var(--font);letter-spacing:0;&::before{content:"— "}}}

details{border-top:3px solid currentColor;padding:1rem 0;summary{font-size:clamp(1.2rem,2.4vw,1.7rem);font-weight:700;cursor:pointer;list-style:none;display:flex;justify-content:space-between;gap:1rem;&::after{content:"+";font-weight:900}}&[open] summary::after{content:"–"}p{padding-top:.6rem;max-width:60ch}}

form{max-width:44rem;label{display:block;font-weight:700;margin-bottom:1.1rem}}

input,textarea{display:block;width:100%;margin-top:.35rem;padding:.75em;border:3px solid var(--text);border-radius:var(--radius);background:var(--bg);color:var(--text);font:inherit;font-weight:400}

.art{position:relative;overflow:hidden;aspect-ratio:1;@media(max-width:40rem){.grid &:nth-child(n+2){aspect-ratio:2/1}}border-radius:var(--radius);background:var(--accent);color:var(--on);svg{position:absolute;inset:0;width:100%;height:100%}
  .grid &:nth-child(3n+1){color:color-mix(in srgb,var(--accent) 30%,var(--bg))}.grid &:nth-child(3n+2){background:var(--text);color:var(--accent);svg{rotate:90deg}}.grid &:nth-child(3n){background:color-mix(in srgb,var(--accent) 22%,var(--bg));color:var(--accent);svg{rotate:180deg}}
  &.map{aspect-ratio:auto;height:clamp(16rem,36vw,26rem);color:var(--on)}}

.hero .art{aspect-ratio:1;width:100%;max-width:34rem;justify-self:end;background:none;color:var(--on);border-radius:0;@media(max-width:43.9rem){margin-top:2.5rem;max-width:18rem;justify-self:start}}

footer{background:var(--accent);color:var(--on);padding:2.5rem var(--side);display:flex;flex-wrap:wrap;justify-content:space-between;align-items:end;gap:1rem 3rem;font-weight:700;a{color:inherit}
  .sign{flex-basis:100%;font:900 clamp(2.4rem,9vw,8rem)/.9 var(--display);letter-spacing:-.045em;text-transform:var(--caps);overflow-wrap:anywhere}}
""",
    markup={
        "<header>": '<header><a class="brand" href="#top">$name</a>',
        '<section class="hero">': '<section class="hero" id="top"><svg viewBox="0 0 1200 100" preserveAspectRatio="xMidYMid slice" fill="currentColor" aria-hidden="true">'
        '<path d="M0 0h100a100 100 0 01-100 100zM200 0a100 100 0 01100 100H200zM400 100a100 100 0 01100-100v100zM500 0h100v50a50 50 0 01-100 0zM700 0h100a100 100 0 01-100 100z'
        'M900 0a100 100 0 01100 100H900zM1100 100a100 100 0 01100-100v100z"/><g opacity=".5"><circle cx="150" cy="50" r="50"/><path d="M300 0h100v100zM600 0h100v100H600z"/>'
        '<circle cx="850" cy="50" r="50"/><path d="M1000 100h100V0z"/></g></svg>',
        '<div class="art"></div>': '<div class="art"><svg viewBox="0 0 400 400" fill="currentColor" aria-hidden="true"><path d="M0 0h200a200 200 0 01-200 200z"/>'
        '<circle cx="300" cy="100" r="100" opacity=".55"/><path d="M200 200h200v200a200 200 0 01-200-200z"/><path d="M0 200h200v200H0z" opacity=".28"/>'
        '<path d="M0 400a100 100 0 01200 0z"/></svg></div>',
        '<div class="art" role="img" aria-label="Map"></div>': '<div class="art map" role="img" aria-label="Map"><svg viewBox="0 0 800 320" '
        'preserveAspectRatio="xMidYMid slice" fill="none" stroke="currentColor" aria-hidden="true"><g stroke-width="14" opacity=".35"><path d="M-9 70H809M-9 '
        '250H809M120-9V329M330-9V329M560-9V329M720-9V329M-9 160L340 160 580 329"/></g><path d="M400-9C420 90 470 120 460 190S520 300 500 329" stroke-width="34" '
        'opacity=".2"/><circle cx="330" cy="160" r="62" fill="currentColor" stroke="none"/><path d="M330 206c-22-24-34-38-34-54a34 34 0 0168 0c0 16-12 30-34 54z" '
        'fill="var(--accent)" stroke="none"/></svg></div>',
        "<footer>": '<footer><p class="sign" aria-hidden="true">$name</p>',
        "</footer>": '<a href="#top">Back to the top ↑</a></footer>',
    },
)
