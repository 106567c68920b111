import { readExample } from "@justesse/types/guideline"
import DOMPurify from "dompurify"
import MarkdownIt from "markdown-it"

const markdown = new MarkdownIt({ html: false, linkify: true, typographer: false })
// Pictures of a guideline are named by hash (`blob:<sha256>`); everything else markdown-it refuses stays refused.
const refused = markdown.validateLink
markdown.validateLink = (url) => /^blob:[0-9a-f]{64}$/.test(url) || refused(url)

const ALLOWED = {
  ALLOWED_TAGS: [
    "h1",
    "h2",
    "h3",
    "h4",
    "p",
    "br",
    "hr",
    "strong",
    "em",
    "s",
    "code",
    "pre",
    "blockquote",
    "ul",
    "ol",
    "li",
    "a",
    "img",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
  ],
  ALLOWED_ATTR: ["href", "src", "alt", "title", "id", "start", "rel", "target"],
  ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|blob:[0-9a-f]{64}$|\/media\/|#)/i,
}

/**
 * Text of people as HTML: the only renderer of the studio. Raw HTML in the text stays text, the result is sanitised, pictures come
 * only from `pictures` (address by SHA-256), and headings that begin with a clause number can be addressed as `#clause-2.1`.
 */
export function renderMarkdown(text: string, pictures: Readonly<Record<string, string>>): string {
  const clean = DOMPurify.sanitize(markdown.render(text.replace(/^(\s*[-*]) \[ \] /gm, "$1 ☐ ")), {
    ...ALLOWED,
    RETURN_DOM_FRAGMENT: true,
  })
  for (const picture of clean.querySelectorAll("img")) showPicture(picture, pictures)
  for (const link of clean.querySelectorAll("a[href^='http']")) {
    link.setAttribute("target", "_blank")
    link.setAttribute("rel", "noopener noreferrer")
  }
  for (const heading of clean.querySelectorAll("h1, h2, h3, h4")) {
    const number = /^\d+(?:\.\d+)*/.exec(heading.textContent ?? "")?.[0]
    if (number) heading.id = `clause-${number}`
  }
  const holder = document.createElement("div")
  holder.append(clean)
  return holder.innerHTML
}

/** Where links of an article may lead: to another site, or to somebody's letter box. */
const LEADS_OUT = /^(?:https?:|mailto:)/i
const BLOCKS = "p, h1, h2, h3, h4, li, blockquote, td, th"

/**
 * Somebody's article as HTML, by the same renderer: pictures become the words that stand for them, a link says which site it leads to
 * before anybody follows it, and each paragraph runs as its letters do. Nothing of it is fetched from anywhere.
 */
export function renderArticle(text: string): string {
  const holder = document.createElement("template")
  holder.innerHTML = renderMarkdown(text, {})
  for (const link of holder.content.querySelectorAll("a")) signLink(link)
  for (const block of holder.content.querySelectorAll(BLOCKS)) {
    block.removeAttribute("id")
    block.setAttribute("dir", "auto")
  }
  return holder.innerHTML
}

function signLink(link: HTMLAnchorElement): void {
  const href = link.getAttribute("href") ?? ""
  if (!LEADS_OUT.test(href)) return link.replaceWith(...link.childNodes)
  link.setAttribute("target", "_blank")
  link.setAttribute("rel", "noopener noreferrer nofollow")
  const site = /^https?:\/\/([^/?#]+)/i.exec(href)?.[1] ?? href.replace(/^mailto:/i, "")
  if (link.textContent?.includes(site)) return
  const sign = document.createElement("small")
  sign.textContent = ` (${site})`
  link.append(sign)
}

function showPicture(picture: HTMLImageElement, pictures: Readonly<Record<string, string>>): void {
  const sha256 = /^blob:([0-9a-f]{64})$/.exec(picture.getAttribute("src") ?? "")?.[1]
  const address = sha256 ? pictures[sha256] : undefined
  // A picture from elsewhere would tell another site who reads this, so only its words stay.
  if (address === undefined) picture.replaceWith(picture.alt)
  else picture.setAttribute("src", address)
  const example = readExample(picture.alt)
  if (!example || address === undefined) return
  const caption = document.createElement("small")
  caption.textContent = picture.alt
  picture.alt = example.caption
  picture.after(document.createElement("br"), caption)
}
