import { takeOrders } from "../children/orders.ts"
import type { Weighed } from "./documents.ts"
import { drawPdfPage, weighPdf } from "./pdfPages.ts"

/** What a process that knows PDF is asked: what it weighs, or one of them as PNG. */
export type DocumentOrder =
  | { readonly pdf: string }
  | { readonly pdf: string; readonly page: number; readonly to: string; readonly mostDots: number }

async function act(order: DocumentOrder): Promise<Weighed | null> {
  if (!("page" in order)) return weighPdf(order.pdf)
  await drawPdfPage(order.pdf, order.page, order.to, order.mostDots)
  return null
}

takeOrders(new URL("./childWatch.js", import.meta.url), act)
