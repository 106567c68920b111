import type { ImportPreview, ImportShown } from "@justesse/types/wire/imports"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { Row, Rows, Section } from "../../ui/layout.tsx"
import { ChooseFiles } from "../../uploads/ChooseFiles.tsx"
import { sendMore } from "../../uploads/store.ts"
import { foundText, goodAnswers, isEmpty, newPictures } from "./Steps.tsx"

interface Props {
  readonly project: string
  readonly shown: ImportShown
  readonly preview: ImportPreview
}

/** What each button does, before it is pressed. */
export function WaitingChoices({ project, shown, preview }: Props) {
  const t = useT("imports")
  const format = useFormat()
  const { row, batch } = shown
  const good = foundText(t, { ...preview, pictures: newPictures(preview), answers: goodAnswers(preview) })
  const choice = (name: string, text: string) => (
    <>
      <b className="b">{name}</b>
      <br />
      <span className="dim">{text}</span>
    </>
  )
  return (
    <Section title={t("choices.title")}>
      <Rows>
        {!isEmpty(preview) && <Row tall name={choice(t(preview.lost > 0 ? "takeGood" : "takeAll"), good)} />}
        <Row tall name={choice(t("nothing"), t("choices.nothing", { time: format.dateTime(row.startedAtMs) }))} />
        {batch !== null && (
          <Row tall name={choice(t("choices.more"), t("choices.moreText"))}>
            <ChooseFiles
              small
              name={t("choose")}
              onFiles={(files) => sendMore(project, { batch, importId: row.id, name: row.name }, files)}
            />
          </Row>
        )}
      </Rows>
    </Section>
  )
}
