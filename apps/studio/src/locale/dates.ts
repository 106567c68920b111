import type { Language } from "@justesse/types"
import { localeOf } from "./numbers.ts"

const DAY_MS = 86_400_000

const written = (ms: number, language: Language, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat(localeOf(language), options).format(ms)

/** `10:12` / `10:12`. */
export function formatTime(ms: number, language: Language): string {
  return written(ms, language, { hour: "2-digit", minute: "2-digit" })
}

/** `24 Nov 2026, 10:12`. */
export function formatDateTime(ms: number, language: Language): string {
  return written(ms, language, { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" })
}

/** `24 November` / `24 novembre`. */
export function formatDate(ms: number, language: Language): string {
  return written(ms, language, { day: "numeric", month: "long" })
}

/** `24 November 2026` / `24 novembre 2026`. */
export function formatFullDate(ms: number, language: Language): string {
  return written(ms, language, { day: "numeric", month: "long", year: "numeric" })
}

/** Noon in UTC to the millisecond: how the server tells a day without a time. */
export function isDayAlone(ms: number): boolean {
  return ms % DAY_MS === DAY_MS / 2
}

/** Midnight of the day that `ms` falls on, on the reader's calendar. */
function startOfDay(ms: number): number {
  const day = new Date(ms)
  day.setHours(0, 0, 0, 0)
  return day.getTime()
}

/** How many calendar days `ms` lies before `nowMs`; negative for the future. */
function daysAgo(ms: number, nowMs: number): number {
  return Math.round((startOfDay(nowMs) - startOfDay(ms)) / DAY_MS)
}

/** The day as people say it: today, yesterday, a weekday within the last six days, else a date. Lower case inside a sentence. */
export function formatDay(ms: number, nowMs: number, language: Language): string {
  const days = daysAgo(ms, nowMs)
  if (days === 0 || days === 1 || days === -1) {
    return new Intl.RelativeTimeFormat(localeOf(language), { numeric: "auto" }).format(-days, "day")
  }
  if (days > -7 && days < 7) return written(ms, language, { weekday: "long" })
  return written(ms, language, { day: "numeric", month: "short" })
}

/** What the browser calls "this minute", as people say it. */
const NOW: Readonly<Record<Language, string>> = { en: "just now", fr: "à l’instant" }

/** `2 h ago`, `just now` in the reader's language; days from the second day on. */
export function formatAgo(ms: number, nowMs: number, language: Language): string {
  const seconds = Math.max(0, Math.round((nowMs - ms) / 1000))
  const relative = new Intl.RelativeTimeFormat(localeOf(language), { numeric: "auto", style: "short" })
  if (seconds < 60) return NOW[language]
  if (seconds < 3600) return relative.format(-Math.round(seconds / 60), "minute")
  if (seconds < DAY_MS / 1000) return relative.format(-Math.round(seconds / 3600), "hour")
  return formatDay(ms, nowMs, language)
}

/** `Thu 24` / `jeu. 24`, for axes of charts; `day` is `2026-11-24`. */
export function formatAxisDay(day: string, language: Language): string {
  return written(Date.parse(`${day}T12:00:00`), language, { weekday: "short", day: "numeric" })
}

/** `2026-11-24` of a moment on the reader's calendar. */
export function calendarDay(ms: number): string {
  const day = new Date(ms)
  const two = (n: number) => String(n).padStart(2, "0")
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`
}

/** Minutes that this clock is ahead of UTC now. */
export function utcOffsetMinutes(): number {
  return -new Date().getTimezoneOffset()
}
