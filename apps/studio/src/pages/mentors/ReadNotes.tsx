import type { MentorNote, MyMentor, NotedAnswer } from "@justesse/types/wire/mentor"
import { api, refresh } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import measures from "../../theme/measures.module.css"
import { TextLink } from "../../ui/Button.tsx"
import { Seg } from "../../ui/layout.tsx"
import { useAct } from "../../ui/useAct.ts"
import { useLabelNames } from "../quality/useLabelNames.ts"
import { NotedPicture } from "./NotedPicture.tsx"
import css from "./page.module.css"

/** What a mentor wrote of my answers, each with its picture; the answer with the latest note first. */
export function ReadNotes({ mine }: { readonly mine: MyMentor }) {
  const t = useT("mentor")
  if (mine.answers.length === 0) return null
  return (
    <>
      <h3 className={measures.above20}>{t("notes.title")}</h3>
      <div className={css.answers}>
        {mine.answers.map((answer) => (
          <OneAnswer key={`${answer.assignmentId} ${answer.sentAtMs}`} answer={answer} mine={mine} />
        ))}
      </div>
    </>
  )
}

function OneAnswer({ answer, mine }: { readonly answer: NotedAnswer; readonly mine: MyMentor }) {
  const t = useT("mentor")
  const format = useFormat()
  return (
    <article aria-label={t("notes.of", { day: format.fullDate(answer.sentAtMs) })}>
      <NotedPicture answer={answer} ontology={mine.ontology} chosen={null} />
      <ul className={css.notes}>
        {answer.notes.map((note) => (
          <li key={note.note}>
            <NoteText note={note} answer={answer} ontology={mine.ontology} />
            <Useful note={note} />
          </li>
        ))}
      </ul>
      <p className="sm">
        <TextLink to="/work/history/$assignment" params={{ assignment: answer.assignmentId }}>
          {t("notes.open")}
        </TextLink>
      </p>
    </article>
  )
}

interface TextProps extends Pick<MyMentor, "ontology"> {
  readonly note: MentorNote
  readonly answer: NotedAnswer
}

/** A note with what it is about and when it was written. */
export function NoteText({ note, answer, ontology }: TextProps) {
  const t = useT("mentor")
  const format = useFormat()
  const name = useLabelNames(ontology)
  const at = answer.body.regions.findIndex(({ id }) => id === note.region)
  const region = answer.body.regions[at]
  const about = region ? t("notes.region", { number: at + 1, label: name(region.label) }) : t("notes.whole")
  return (
    <>
      <b>{about}</b> <span className="dim sm">{format.day(note.atMs)}</span>
      <p className={css.text}>{note.text}</p>
    </>
  )
}

function Useful({ note: { note, useful } }: { readonly note: MentorNote }) {
  const t = useT("mentor")
  const say = useAct(
    (value: boolean) => api.mentor.useful.mutate({ note, useful: value }),
    () => refresh("mentor"),
  )
  return (
    <div className={measures.above8}>
      <Seg
        label={t("notes.useful")}
        value={useful === null ? "" : useful ? "yes" : "no"}
        options={[
          { value: "yes", name: t("notes.helped") },
          { value: "no", name: t("notes.notHelped") },
        ]}
        onChange={(value) => say.mutate(value === "yes")}
      />
    </div>
  )
}
