interface Pasted {
  readonly name: string
  readonly email: string | null
}

/** People of a pasted list: one a line, name and e-mail address in any order, separated by comma, semicolon or tab. */
export function peopleFrom(text: string): Pasted[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const cells = line
      .split(/[,;\t]/)
      .map((cell) => cell.trim().replace(/^"|"$/g, ""))
      .filter(Boolean)
    const email = cells.find((cell) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(cell)) ?? null
    const name = cells.find((cell) => !cell.includes("@")) ?? email?.split("@")[0]
    return name ? [{ name: name.slice(0, 80), email }] : []
  })
}
