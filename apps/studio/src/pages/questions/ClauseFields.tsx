import type { Language } from "@justesse/types"
import type { ThreadOne } from "@justesse/types/wire/question"
import { NativeSelect, TextInput } from "@mantine/core"
import { useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"
import css from "./page.module.css"

/** A clause as it is being written: its number, what it stands after, what it says. */
export interface WrittenClause {
  readonly after: string | null
  readonly number: string
  readonly texts: Readonly<Record<Language, string>>
}

/** After the last clause, with nothing in it yet. */
export function emptyClause(one: ThreadOne): WrittenClause {
  const last = one.clauses.at(-1)
  return { after: last?.number ?? null, number: last?.next ?? "1", texts: { en: "", fr: "" } }
}

/** Languages that a clause is written in: those of the guideline, or one text for everybody. */
const languagesIn = (one: ThreadOne): readonly Language[] => (one.languages.length > 0 ? one.languages : ["en"])

/** Whether every language has its text. */
export function isWhole(clause: WrittenClause, one: ThreadOne): boolean {
  return languagesIn(one).every((language) => clause.texts[language].trim() !== "")
}

interface Props {
  readonly one: ThreadOne
  readonly clause: WrittenClause
  readonly onChange: (clause: WrittenClause) => void
}

/** Where the clause stands, its number, and what it says in each language of the guideline. */
export function ClauseFields({ one, clause, onChange }: Props) {
  const t = useT("questions")
  const choose = (after: string) => {
    const before = one.clauses.find(({ number }) => number === after)
    onChange({ ...clause, after: before?.number ?? null, number: before?.next ?? clause.number })
  }
  return (
    <>
      {one.clauses.length > 0 && (
        <NativeSelect
          className={measures.above8}
          label={t("after")}
          value={clause.after ?? ""}
          data={one.clauses.map(({ number, title }) => ({ value: number, label: `${number} ${title}` }))}
          onChange={(event) => choose(event.currentTarget.value)}
        />
      )}
      <div className={css.texts}>
        <b className="num">{clause.number}</b>
        {languagesIn(one).map((language) => (
          <TextInput
            key={language}
            aria-label={one.languages.length > 0 ? t(`textIn.${language}`) : t("text")}
            placeholder={one.languages.length > 0 ? t(`textIn.${language}`) : t("text")}
            lang={language}
            maxLength={400}
            value={clause.texts[language]}
            onChange={(event) =>
              onChange({ ...clause, texts: { ...clause.texts, [language]: event.currentTarget.value } })
            }
          />
        ))}
      </div>
    </>
  )
}
