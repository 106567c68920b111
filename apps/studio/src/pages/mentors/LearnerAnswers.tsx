import type { ProjectSlug } from "@justesse/types"
import type { LearnerShown, PairOnly } from "@justesse/types/wire/mentor"
import { Checkbox } from "@mantine/core"
import { useState } from "react"
import type { z } from "zod"
import { api, refresh } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { Section } from "../../ui/layout.tsx"
import { Empty } from "../../ui/Trouble.tsx"
import { useAct } from "../../ui/useAct.ts"
import { useLabelNames } from "../quality/useLabelNames.ts"
import { NO_CHANGE } from "./change.ts"
import { leafTo } from "./marked.ts"
import { NotedPicture } from "./NotedPicture.tsx"
import { NoteForm } from "./NoteForm.tsx"
import css from "./page.module.css"
import { NoteText } from "./ReadNotes.tsx"
import { useLeafing } from "./useLeafing.ts"

interface Props {
  readonly one: LearnerShown
  readonly project: ProjectSlug
  readonly pair: z.infer<typeof PairOnly>["pair"]
}

/** A learner's latest answers, one at a time: `P` and `N` leaf, a region is chosen beside the picture or on it. */
export function LearnerAnswers({ one, project, pair }: Props) {
  const t = useT("mentor")
  const [at, setAt] = useState(0)
  const { answers } = one
  const leaf = (by: number) => setAt((now) => leafTo(now, by, answers.length))
  useLeafing(leaf)
  const answer = answers[Math.min(at, answers.length - 1)]
  if (!answer) return <Empty icon="image" title={t("learner.emptyTitle")} text={t("learner.emptyText")} />
  return (
    <Section
      title={t("learner.answers")}
      aside={
        <span className="inline">
          <span className="num dim">{t("learner.at", { at: at + 1, of: answers.length })}</span>
          <Button icon="left" aria-label={t("learner.previous")} disabled={at === 0} onClick={() => leaf(-1)} />
          <Button
            icon="right"
            aria-label={t("learner.next")}
            disabled={at === answers.length - 1}
            onClick={() => leaf(1)}
          />
        </span>
      }
    >
      <OneAnswer key={answer.assignmentId} answer={answer} one={one} project={project} pair={pair} />
    </Section>
  )
}

interface AnswerProps extends Props {
  readonly answer: LearnerShown["answers"][number]
}

function OneAnswer({ answer, one, project, pair }: AnswerProps) {
  const t = useT("mentor")
  const format = useFormat()
  const name = useLabelNames(one.ontology)
  const [change, setChange] = useState(NO_CHANGE)
  const { region } = change
  const choose = (next: typeof region) => setChange({ ...NO_CHANGE, region: next })
  const [isDrawing, place] = [change.about === "missed", change.place]
  const draw = (next: typeof place) => setChange({ ...change, place: next })
  return (
    <div className={css.two}>
      <NotedPicture
        {...{ answer, ontology: one.ontology, chosen: region, place, onChoose: choose }}
        {...(isDrawing ? { onPlace: draw } : {})}
      />
      <div>
        <p className="dim">
          {t("learner.sent", { day: format.fullDate(answer.sentAtMs), count: answer.body.regions.length })}
        </p>
        <div className={css.regions} role="group" aria-label={t("learner.about")}>
          <button
            type="button"
            className={region === null ? "chip on" : "chip"}
            aria-pressed={region === null}
            onClick={() => choose(null)}
          >
            {t("notes.whole")}
          </button>
          {answer.body.regions.map(({ id, label, transcript }, n) => (
            <button
              key={id}
              type="button"
              className={region === id ? "chip on" : "chip"}
              aria-pressed={region === id}
              onClick={() => choose(id)}
            >
              {t("notes.region", { number: n + 1, label: name(label) })}
              {transcript?.value ? ` “${transcript.value.slice(0, 40)}”` : ""}
            </button>
          ))}
        </div>
        <NoteForm {...{ answer, ontology: one.ontology, project, pair, change, onChange: setChange }} />
        <Whole answer={answer} project={project} pair={pair} />
        <ul className={css.notes}>
          {[...answer.notes].reverse().map((note) => (
            <li key={note.note}>
              <NoteText note={note} answer={answer} ontology={one.ontology} />
              {note.useful === true && <p className={`dim sm ${measures.above4}`}>{t("learner.helped")}</p>}
              {note.contested && <p className={`sm ${measures.above4}`}>{t("learner.contested")}</p>}
              <TakeBack note={note.note} project={project} pair={pair} />
            </li>
          ))}
        </ul>
      </div>
    </div>
  )
}

type AboutOne = Pick<AnswerProps, "answer" | "project" | "pair">

/** Whether all that I would change in an answer is noted: then it counts in what its learner errs in. */
function Whole({ answer: { assignmentId, readWhole }, project, pair }: AboutOne) {
  const t = useT("mentor")
  const say = useAct(
    (whole: boolean) => api.mentor.readWhole.mutate({ project, pair, assignmentId, whole }),
    () => refresh("mentor"),
  )
  return (
    <div className={measures.above16}>
      <Checkbox
        label={t("learner.whole")}
        description={t("learner.wholeHint")}
        checked={readWhole}
        disabled={say.isPending}
        onChange={(event) => say.mutate(event.currentTarget.checked)}
      />
    </div>
  )
}

interface TakeBackProps extends Pick<Props, "project" | "pair"> {
  readonly note: AnswerProps["answer"]["notes"][number]["note"]
}

function TakeBack({ note, project, pair }: TakeBackProps) {
  const t = useT("mentor")
  const take = useAct(
    () => api.mentor.takeNoteBack.mutate({ project, pair, note }),
    () => refresh("mentor"),
  )
  return (
    <div className={measures.above4}>
      <Button small disabled={take.isPending} onClick={() => take.mutate(undefined)}>
        {t("learner.takeBack")}
      </Button>
    </div>
  )
}
