import type { Language } from "@justesse/types"

/** A moment as it is read on the page: `12:44.6`, with hours `1:42:14`; so many digits behind the second. */
export function momentText(ms: number, digits: 0 | 1 | 2 | 3, language: Language): string {
  const unit = 10 ** (3 - digits)
  // Whole seconds pass once they are over; with digits the nearest is meant.
  const units = digits === 0 ? Math.floor(Math.round(ms) / unit) : Math.round(ms / unit)
  const perSecond = 1_000 / unit
  const seconds = Math.floor(units / perSecond)
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60]
  const two = (value: number) => String(value).padStart(2, "0")
  const head = hours > 0 ? `${hours}:${two(minutes)}` : String(minutes)
  const tail = digits === 0 ? "" : mark(language) + String(units % perSecond).padStart(digits, "0")
  return `${head}:${two(seconds % 60)}${tail}`
}

/** A length in seconds with two digits, without its unit. */
export function lengthText(ms: number, language: Language): string {
  return (ms / 1_000).toFixed(2).replace(".", mark(language))
}

/** A speed with its tenths. */
export function speedText(speed: number, language: Language): string {
  return speed.toFixed(1).replace(".", mark(language))
}

function mark(language: Language): string {
  return language === "fr" ? "," : "."
}
