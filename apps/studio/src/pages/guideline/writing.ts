import { clausesOf } from "@justesse/types/guideline"

/** A piece of a text that is written over, and what is chosen afterwards; offsets count from 0, the end is not in it. */
export interface Edit {
  readonly from: number
  readonly to: number
  readonly inserted: string
  readonly choose: readonly [number, number]
}

/** What is chosen in a text. */
export interface Chosen {
  readonly text: string
  readonly from: number
  readonly to: number
}

/** Marks before and after what is chosen; where nothing is, before and after `hint`, which is then chosen. */
export function around({ text, from, to }: Chosen, mark: string, hint: string): Edit {
  const inner = from === to ? hint : text.slice(from, to)
  const at = from + mark.length
  return { from, to, inserted: `${mark}${inner}${mark}`, choose: [at, at + inner.length] }
}

/** Each line that is touched as an entry of a list. */
export function asList({ text, from, to }: Chosen): Edit {
  const start = text.lastIndexOf("\n", from - 1) + 1
  const stop = text.indexOf("\n", to) < 0 ? text.length : text.indexOf("\n", to)
  const lines = text.slice(start, stop).split("\n")
  const inserted = lines.map((line) => (line.startsWith("- ") ? line : `- ${line}`)).join("\n")
  return { from: start, to: stop, inserted, choose: [start + inserted.length, start + inserted.length] }
}

/** Something that stands by itself, a blank line before and after it; `chosen` is the part of it that is chosen afterwards. */
function alone({ text, from, to }: Chosen, inserted: string, chosen: readonly [number, number]): Edit {
  const before = text.slice(0, from)
  const after = text.slice(to)
  const gap = before === "" || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n"
  const rest = after === "" ? "\n" : after.startsWith("\n\n") ? "" : after.startsWith("\n") ? "\n" : "\n\n"
  const at = from + gap.length
  return { from, to, inserted: `${gap}${inserted}${rest}`, choose: [at + chosen[0], at + chosen[1]] }
}

/** The heading of a clause under the next free number; its title is chosen. */
export function asClause(chosen: Chosen, hint: string): Edit {
  const title = chosen.from === chosen.to ? hint : chosen.text.slice(chosen.from, chosen.to).replace(/\s+/g, " ")
  const head = `## ${nextNumber(chosen.text)} `
  return alone(chosen, head + title, [head.length, head.length + title.length])
}

/**
 * A picture that was sent, after what is chosen; what it is called is chosen, to be written over. `mark`: what makes it an example
 * of what is right or wrong.
 */
export function asPicture({ text, to }: Chosen, alt: string, sha256: string, mark = ""): Edit {
  const before = `![${mark === "" ? "" : `${mark} `}`
  return alone({ text, from: to, to }, `${before}${alt}](blob:${sha256})`, [before.length, before.length + alt.length])
}

/** The number after that of the last clause: 2.3 after 2.2. */
function nextNumber(text: string): string {
  const last = clausesOf(text).at(-1)?.number.split(".") ?? []
  const end = Number(last.at(-1) ?? 0) + 1
  return last.length === 0 ? "1" : [...last.slice(0, -1), end].join(".")
}

/** What cameras, phones and screens call their files says nothing of what is on them, nor do long rows of digits. */
const BY_MACHINE = /^(img|dsc[fn]?|p?xl|pict?|image|photo|screenshot|capture|scan|wa|bildschirmfoto)?[\s\d.()apm:h-]*$/i

/** What a picture is called from the name of its file; empty where that says nothing of it. */
export function altOf(fileName: string): string {
  const readable = fileName
    .replace(/\.\w+$/, "")
    .replace(/[_\-[\]]+/g, " ")
    .replace(/\s+/g, " ")
    .trim()
  const isHash = /^[\da-f]{16,}$/i.test(readable.replaceAll(" ", ""))
  return isHash || BY_MACHINE.test(readable.replace(/\b(at|from|du|à)\b/gi, "")) ? "" : readable
}
