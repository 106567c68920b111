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

/** Every leaf of a catalogue as `outer.inner`. */
export function keysOf(catalogue: Catalogue, before = ""): string[] {
  return Object.entries(catalogue).flatMap(([key, value]) =>
    typeof value === "string" ? [before + key] : keysOf(value, `${before}${key}.`),
  )
}
