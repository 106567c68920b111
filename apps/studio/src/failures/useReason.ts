import type { ErrorDetail } from "@justesse/types"
import i18next from "i18next"
import { useT } from "../i18n/useT.ts"
import { isFailureCode, SENTENCES } from "./codes.ts"

/** Failures of a file: what the reader said of it says more than the sentence of a refused request. */
const OF_FILES: readonly string[] = ["file_unreadable", "format_unknown", "label_unknown", "name_unsafe", "zip_broken"]

/** Why long work failed, in words: a reader's code or one of the server's, with what it is about. */
export function useReason(): (code: string, detail: ErrorDetail) => string {
  const t = useT("failures")
  const report = useT("report")
  return (code, detail) => {
    const known = [detail.why, detail.what, detail.field, code].find((one) => i18next.exists(`report:${one}`))
    const isOfFile = OF_FILES.includes(code) || !isFailureCode(code)
    const why =
      isOfFile && known !== undefined
        ? report(String(known))
        : t(SENTENCES[isFailureCode(code) ? code : "internal"], detail)
    if (!isOfFile || detail.file === undefined) return why
    return detail.line === undefined
      ? t("ofFile", { file: detail.file, why })
      : t("ofRow", { file: detail.file, row: detail.line, why })
  }
}
