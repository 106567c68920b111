import type { Region } from "@justesse/types"
import { useLayoutEffect, useRef } from "react"
import { useT } from "../../../i18n/useT.ts"
import { LineField } from "../../parts/LineField.tsx"
import { FOCUS } from "../focus.ts"
import { useReview } from "../ui.ts"

/** What the reviewer writes themselves. */
export function OwnText({ edit, className }: { readonly edit: Region; readonly className: string | undefined }) {
  const t = useT("review")
  const { ui } = useReview()
  const field = useRef<HTMLTextAreaElement>(null)
  useLayoutEffect(() => {
    const { current } = field
    if (!current || !ui.getState().typing) return
    current.focus({ preventScroll: true })
    current.setSelectionRange(current.value.length, current.value.length)
  }, [ui])
  return (
    <LineField
      className={className}
      direction="auto"
      id={FOCUS.field}
      label={t("edit.text")}
      language={edit.transcript?.language}
      onType={(typed) => {
        const value = typed.replaceAll("\n", " ")
        ui.setState({ edit: { ...edit, transcript: { ...edit.transcript, value } } })
      }}
      ref={field}
      value={edit.transcript?.value ?? ""}
    />
  )
}
