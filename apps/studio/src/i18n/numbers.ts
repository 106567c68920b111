import type { i18n } from "i18next"
import { formatNumber } from "../locale/numbers.ts"

/**
 * Numbers in sentences (`{{count, number}}`) are written by one writer a language. The library's own keeps one for each call
 * whose other values differ, for ever. Call it once the library has started.
 */
export function shareNumberWriters({ services }: Pick<i18n, "services">): void {
  services.formatter?.add("number", (value, to) => formatNumber(Number(value), to === "fr" ? "fr" : "en", 3))
}
