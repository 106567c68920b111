import { type RefObject, useState } from "react"
import { useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { ChooseFiles } from "../../uploads/ChooseFiles.tsx"
import type { NamedFile } from "../../uploads/named.ts"
import { around, asClause, asList, type Chosen, type Edit } from "./writing.ts"

interface Props {
  readonly field: RefObject<HTMLTextAreaElement | null>
  /** `example`: they show what is right or wrong. */
  readonly onPictures: (files: readonly NamedFile[], example?: "good" | "bad") => void
}

export function chosenIn({ value, selectionStart, selectionEnd }: HTMLTextAreaElement): Chosen {
  return { text: value, from: selectionStart, to: selectionEnd }
}

/** Writes into a field as if typed, so that the browser's own undo takes it back. */
export function writeInto(field: HTMLTextAreaElement, { from, to, inserted, choose }: Edit): void {
  field.focus()
  field.setSelectionRange(from, to)
  document.execCommand("insertText", false, inserted)
  field.setSelectionRange(...choose)
}

/** What can be put into a guideline by a press, for those who do not know the marks; and what the marks are. */
export function WritingBar({ field, onPictures }: Props) {
  const t = useT("guideline")
  const [helping, setHelping] = useState(false)
  const act = (edit: (chosen: Chosen) => Edit) => {
    if (field.current) writeInto(field.current, edit(chosenIn(field.current)))
  }
  return (
    <>
      <div className={`inline ${measures.gap4} ${measures.below8}`} role="toolbar" aria-label={t("bar.title")}>
        <Button small onClick={() => act((chosen) => asClause(chosen, t("bar.clauseHint")))}>
          {t("bar.clause")}
        </Button>
        <Button small onClick={() => act((chosen) => around(chosen, "**", t("bar.bold")))}>
          <b>{t("bar.bold")}</b>
        </Button>
        <Button small onClick={() => act((chosen) => around(chosen, "*", t("bar.italic")))}>
          <i>{t("bar.italic")}</i>
        </Button>
        <Button small onClick={() => act(asList)}>
          {t("bar.list")}
        </Button>
        <ChooseFiles small icon="image" name={t("bar.picture")} onFiles={(files) => onPictures(files)} />
        <ChooseFiles small icon="check" name={t("bar.good")} onFiles={(files) => onPictures(files, "good")} />
        <ChooseFiles small icon="close" name={t("bar.bad")} onFiles={(files) => onPictures(files, "bad")} />
        <Button small look="quiet" icon="help" aria-expanded={helping} onClick={() => setHelping(!helping)}>
          {t("bar.help")}
        </Button>
      </div>
      {helping && (
        <dl className={`cond ${measures.below8}`}>
          {(["clause", "bold", "italic", "list", "check", "example"] as const).map((one) => (
            <WritingHelp key={one} mark={t(`marks.${one}`)} text={t(`marks.${one}Text`)} />
          ))}
        </dl>
      )}
    </>
  )
}

function WritingHelp({ mark, text }: { readonly mark: string; readonly text: string }) {
  return (
    <>
      <dt className="mono">{mark}</dt>
      <dd>{text}</dd>
    </>
  )
}
