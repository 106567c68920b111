import type { Language } from "@justesse/types"

const NBSP = "\u00a0"
const THIN = "\u202f"
/** The space before a unit: no line breaks there; narrow in French. */
const unitSpace = (language: Language): string => (language === "fr" ? THIN : NBSP)
/** The locale whose habits are ours: day before month, decimal sign, thousands. */
export const localeOf = (language: Language): string => (language === "fr" ? "fr-FR" : "en-GB")

/** Making one takes longer than many numbers: figures beside the pointer are written at each move. */
const writers = new Map<string, Intl.NumberFormat>()

/** `12,410` / `12 410`. */
export function formatNumber(value: number, language: Language, digits = 0): string {
  const name = `${language} ${digits}`
  const writer = writers.get(name) ?? new Intl.NumberFormat(localeOf(language), { maximumFractionDigits: digits })
  writers.set(name, writer)
  return writer.format(value)
}

/** A ratio in [0, 1] as a whole percentage, `62 %`; never 100 unless all, never 0 unless none. */
export function formatPercent(ratio: number, language: Language): string {
  const rounded = Math.round(ratio * 100)
  const kept = ratio < 1 && rounded === 100 ? 99 : ratio > 0 && rounded === 0 ? 1 : rounded
  return `${formatNumber(kept, language)}${unitSpace(language)}%`
}

/** A small ratio as a percentage with one digit below ten: `1.9 %`. */
export function formatShare(ratio: number, language: Language): string {
  const value = ratio * 100
  return `${formatNumber(value, language, value < 10 ? 1 : 0)}${unitSpace(language)}%`
}

/** An interval of small ratios, in percent: `[1.2, 2.8]` / `[1,2 ; 2,8]`. */
export function formatShares(low: number, high: number, language: Language): string {
  const between = language === "fr" ? `${THIN}; ` : ", "
  const text = (ratio: number) => formatNumber(ratio * 100, language, ratio < 0.1 ? 1 : 0)
  return `[${text(low)}${between}${text(high)}]`
}

/** A ratio in [0, 1] with two digits: `.86` / `0,86`; 1 stays `1.00`. */
export function formatRatio(value: number, language: Language): string {
  const fixed = value.toFixed(2)
  if (language === "fr") return fixed.replace(".", ",")
  return fixed.startsWith("0.") ? fixed.slice(1) : fixed
}

/** `[.84, .88]` / `[0,84 ; 0,88]`. */
export function formatInterval(low: number, high: number, language: Language): string {
  const between = language === "fr" ? `${THIN}; ` : ", "
  return `[${formatRatio(low, language)}${between}${formatRatio(high, language)}]`
}

/** Seconds as people say them: `40 s`, `12 min`, `2 h 10`, `91 h`. */
export function formatDuration(seconds: number, language: Language): string {
  const space = unitSpace(language)
  if (seconds < 60) return `${formatNumber(Math.round(seconds), language)}${space}s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `${minutes}${space}min`
  const hours = Math.floor(minutes / 60)
  const rest = minutes % 60
  if (hours >= 24 || rest === 0) return `${formatNumber(Math.round(minutes / 60), language)}${space}h`
  return `${hours}${space}h${space}${String(rest).padStart(2, "0")}`
}

/** Seconds to the second: `40 s`, `12 min 05 s`, `2 h 10 min 05 s`. For figures that are to add up. */
export function formatExactly(seconds: number, language: Language): string {
  const space = unitSpace(language)
  const two = (part: number) => String(part).padStart(2, "0")
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, Math.floor(seconds) % 60]
  if (hours > 0)
    return `${formatNumber(hours, language)}${space}h${space}${two(minutes)}${space}min${space}${two(rest)}${space}s`
  return minutes > 0 ? `${minutes}${space}min${space}${two(rest)}${space}s` : `${rest}${space}s`
}

/** Counted time in whole minutes, `0 min` from the first: for the places where seconds would tick. */
export function formatMinutes(seconds: number, language: Language): string {
  return seconds < 60 ? `${seconds > 0 ? 1 : 0}${unitSpace(language)}min` : formatDuration(seconds, language)
}

const UNITS = { en: ["B", "kB", "MB", "GB", "TB"], fr: ["o", "ko", "Mo", "Go", "To"] } as const

/** Bytes in the unit that fits, powers of 1,000: `4.1 GB` / `4,1 Go`. */
export function formatBytes(bytes: number, language: Language): string {
  let value = bytes
  let unit = 0
  while (value >= 1000 && unit < 4) {
    value /= 1000
    unit++
  }
  const digits = unit > 0 && value < 10 ? 1 : 0
  return `${formatNumber(value, language, digits)}${unitSpace(language)}${UNITS[language][unit] ?? ""}`
}
