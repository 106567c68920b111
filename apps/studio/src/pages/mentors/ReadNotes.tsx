import type { MentorNote, MyMentor, NotedAnswer } from "@justesse/types/wire/mentor"
import { api, refresh } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import measures from "../../theme/measures.module.css"
import { Button, TextLink } from "../../ui/Button.tsx"
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
            {note.contested && <p className={`sm ${measures.above8}`}>{t("notes.contested")}</p>}
            <div className={`inline ${measures.above8}`}>
              <Useful note={note} />
              <Contest note={note} />
            </div>
          </li>
        ))}
      </ul>
      {answer.readWhole && <p className="dim sm">{t("notes.readWhole")}</p>}
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
  const { label, text } = note.right
  return (
    <>
      <b>{about}</b>
      {note.about !== null && note.about !== "missed" && ` · ${t(`about.${note.about}`)}`}{" "}
      <span className="dim sm">{format.day(note.atMs)}</span>
      {label !== null && <p>{t(note.about === "missed" ? "notes.missed" : "notes.label", { label: name(label) })}</p>}
      {text !== null && <p>{t("notes.reads", { text })}</p>}
      <p className={css.text}>{note.text}</p>
    </>
  )
}

/** I see a note otherwise: until I agree, or it is taken back, that answer counts nowhere in my figures. */
function Contest({ note: { note, contested, about } }: { readonly note: MentorNote }) {
  const t = useT("mentor")
  const say = useAct(
    (next: boolean) => api.mentor.contest.mutate({ note, contested: next }),
    () => refresh("mentor", "learning"),
  )
  if (about === null) return null
  return (
    <Button small disabled={say.isPending} onClick={() => say.mutate(!contested)}>
      {t(contested ? "notes.agree" : "notes.contest")}
    </Button>
  )
}

function Useful({ note: { note, useful } }: { readonly note: MentorNote }) {
  const t = useT("mentor")
  const say = useAct(
    (value: boolean) => api.mentor.useful.mutate({ note, useful: value }),
    () => refresh("mentor"),
  )
  return (
    <Seg
      label={t("notes.useful")}
      value={useful === null ? "" : useful ? "yes" : "no"}
      options={[
        { value: "yes", name: t("notes.helped") },
        { value: "no", name: t("notes.notHelped") },
      ]}
      onChange={(value) => say.mutate(value === "yes")}
    />
  )
}
