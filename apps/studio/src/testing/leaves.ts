import { type Catalogue, mapTexts } from "../i18n/catalogue.ts"

/** Every leaf of a catalogue as `outer.inner`. */
export function keysOf(catalogue: Catalogue, before = ""): string[] {
  return Object.entries(catalogue).flatMap(([key, value]) =>
    typeof value === "string" ? [before + key] : keysOf(value, `${before}${key}.`),
  )
}

/** Every sentence of some areas as `area.outer.inner` and its text. */
export function sentencesOf(areas: Readonly<Record<string, Catalogue>>): [key: string, text: string][] {
  return Object.entries(areas).flatMap(([area, catalogue]) => {
    const texts: string[] = []
    mapTexts(catalogue, (text) => {
      texts.push(text)
      return text
    })
    return keysOf(catalogue).map((key, at): [string, string] => [`${area}.${key}`, texts[at] ?? ""])
  })
}
