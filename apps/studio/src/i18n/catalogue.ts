/** The sentences of one area in one language: nested keys, text at the leaves. */
export interface Catalogue {
  readonly [key: string]: string | Catalogue
}

/** Catalogues by area, from files named after them. French plurals of millions read like the other plurals. */
export function byArea(files: Readonly<Record<string, Catalogue>>): Record<string, Catalogue> {
  const areas: Record<string, Catalogue> = {}
  for (const [path, catalogue] of Object.entries(files)) {
    const area = /([^/]+)\.json$/.exec(path)?.[1]
    if (area) areas[area] = withMany(catalogue)
  }
  return areas
}

/** `Intl` knows a third plural in French (millions) which reads as the ordinary one here. */
function withMany(catalogue: Catalogue): Catalogue {
  const filled: Record<string, string | Catalogue> = {}
  for (const [key, value] of Object.entries(catalogue)) {
    filled[key] = typeof value === "string" ? value : withMany(value)
    if (key.endsWith("_other")) filled[key.replace(/_other$/, "_many")] = filled[key]
  }
  return filled
}

/** French sets some signs apart: a narrow space that does not break, whatever was typed in the file. */
export function typeset(text: string): string {
  return text.replace(/[ \u00a0](?=[;:?!%»])/g, "\u202f").replace(/«[ \u00a0]/g, "«\u202f")
}

/** A catalogue with `change` at each sentence. */
export function mapTexts(catalogue: Catalogue, change: (text: string) => string): Catalogue {
  return Object.fromEntries(
    Object.entries(catalogue).map(([key, value]) => [
      key,
      typeof value === "string" ? change(value) : mapTexts(value, change),
    ]),
  )
}

/** Areas of French sentences, each set right. */
export function typesetAll(areas: Readonly<Record<string, Catalogue>>): Record<string, Catalogue> {
  return Object.fromEntries(Object.entries(areas).map(([area, catalogue]) => [area, mapTexts(catalogue, typeset)]))
}
