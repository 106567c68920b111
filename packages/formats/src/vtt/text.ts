import { isStorable } from "@justesse/types"

/** What a cue says: its text without tags, and who speaks where it names one voice. */
interface CueText {
  readonly text: string
  readonly speaker: string | undefined
}

const named: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: "\u00a0",
  lrm: "\u200e",
  rlm: "\u200f",
}

/** Character references as their characters; those that are not known stay as they are written. */
function decoded(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-z]{2,4}));/g, (spelled, decimal, hex, name) => {
    if (name !== undefined) return named[name] ?? spelled
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal)
    if (code > 0x10ffff) return spelled
    const character = String.fromCodePoint(code)
    return isStorable(character) ? character : spelled
  })
}

/** The text of a cue as its file has it, without tags and with its characters decoded. */
export function parseCueText(payload: string): CueText {
  const speakers: string[] = []
  const pieces: string[] = []
  let rest = 0
  for (const tag of payload.matchAll(/<([^<>]*)(?:>|$)/g)) {
    pieces.push(payload.slice(rest, tag.index))
    rest = tag.index + tag[0].length
    const speaker = /^v(?:\.[^ \t\n]*)?[ \t\n]([^]*)$/.exec(tag[1] ?? "")
    if (speaker) speakers.push(decoded(speaker[1] ?? ""))
  }
  pieces.push(payload.slice(rest))
  return { text: decoded(pieces.join("")), speaker: speakers.length === 1 ? speakers[0] : undefined }
}

/**
 * A cue's text as WebVTT has it; {@link parseCueText} gives it back to the letter. Line ends that would end the cue (an
 * empty line, one at the beginning or the end) and carriage returns are character references.
 */
export function cueText({ text, speaker }: CueText): string {
  return `${speaker === undefined ? "" : `<v ${escaped(speaker).replaceAll("\n", "&#10;")}>`}${escaped(text)}`
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("\r", "&#13;")
    .replace(/^\n+|\n+$|\n{2,}/g, (ends) => "&#10;".repeat(ends.length))
}
