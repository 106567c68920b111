import { useMemo } from "react"
import { useLanguage } from "../i18n/useT.ts"
import * as dates from "./dates.ts"
import * as numbers from "./numbers.ts"

/** Numbers and dates as they are written in the language shown. */
export function useFormat() {
  const language = useLanguage()
  return useMemo(
    () => ({
      number: (value: number, digits = 0) => numbers.formatNumber(value, language, digits),
      percent: (ratio: number) => numbers.formatPercent(ratio, language),
      share: (ratio: number) => numbers.formatShare(ratio, language),
      shares: (low: number, high: number) => numbers.formatShares(low, high, language),
      ratio: (value: number) => numbers.formatRatio(value, language),
      interval: (low: number, high: number) => numbers.formatInterval(low, high, language),
      duration: (seconds: number) => numbers.formatDuration(seconds, language),
      exactly: (seconds: number) => numbers.formatExactly(seconds, language),
      minutes: (seconds: number) => numbers.formatMinutes(seconds, language),
      bytes: (bytes: number) => numbers.formatBytes(bytes, language),
      time: (ms: number) => dates.formatTime(ms, language),
      dateTime: (ms: number) => dates.formatDateTime(ms, language),
      /** A moment, or a day whose time is not told. */
      moment: (ms: number) =>
        dates.isDayAlone(ms) ? dates.formatFullDate(ms, language) : dates.formatDateTime(ms, language),
      /** The time of a moment; nothing where it is not told. */
      timeIfTold: (ms: number) => (dates.isDayAlone(ms) ? "" : dates.formatTime(ms, language)),
      date: (ms: number) => dates.formatDate(ms, language),
      fullDate: (ms: number) => dates.formatFullDate(ms, language),
      day: (ms: number) => dates.formatDay(ms, Date.now(), language),
      ago: (ms: number) => dates.formatAgo(ms, Date.now(), language),
      axisDay: (day: string) => dates.formatAxisDay(day, language),
    }),
    [language],
  )
}
export type Format = ReturnType<typeof useFormat>
