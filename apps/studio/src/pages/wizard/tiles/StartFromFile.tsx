import { useRef } from "react"
import { useT } from "../../../i18n/useT.ts"
import { chosenFiles } from "../../../uploads/dropped.ts"
import css from "../page.module.css"
import type { Taking } from "./useTaking.ts"

/** Files first: what is in them says what there is to do. */
export function StartFromFile({ taking }: { readonly taking: Taking }) {
  const t = useT("wizard")
  const field = useRef<HTMLInputElement>(null)
  return (
    <>
      <button type="button" className={css.act} onClick={() => field.current?.click()}>
        {t("start.file")}
      </button>
      <input
        ref={field}
        type="file"
        multiple
        hidden
        aria-label={t("start.file")}
        onChange={(event) => {
          if (event.target.files) taking.take(chosenFiles(event.target.files))
          event.target.value = ""
        }}
      />
    </>
  )
}
