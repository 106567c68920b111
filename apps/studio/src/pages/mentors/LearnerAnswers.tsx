import type { ProjectSlug, RegionId } from "@justesse/types"
import { type LearnerShown, NoteWrite, type PairOnly } from "@justesse/types/wire/mentor"
import { Textarea } from "@mantine/core"
import { useRef, useState } from "react"
import type { z } from "zod"
import { api, refresh } from "../../api.ts"
import { randomUuid } from "../../browser/uuid.ts"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { Section } from "../../ui/layout.tsx"
import { Empty, Wrong } from "../../ui/Trouble.tsx"
import { useAct } from "../../ui/useAct.ts"
import { useWritten } from "../../ui/useWritten.ts"
import { useLabelNames } from "../quality/useLabelNames.ts"
import { leafTo } from "./marked.ts"
import { NotedPicture } from "./NotedPicture.tsx"
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
  const [region, setRegion] = useState<RegionId | null>(null)
  return (
    <div className={css.two}>
      <NotedPicture answer={answer} ontology={one.ontology} chosen={region} onChoose={setRegion} />
      <div>
        <p className="dim">
          {t("learner.sent", { day: format.fullDate(answer.sentAtMs), count: answer.body.regions.length })}
        </p>
        <div className={css.regions} role="group" aria-label={t("learner.about")}>
          <button
            type="button"
            className={region === null ? "chip on" : "chip"}
            aria-pressed={region === null}
            onClick={() => setRegion(null)}
          >
            {t("notes.whole")}
          </button>
          {answer.body.regions.map(({ id, label, transcript }, n) => (
            <button
              key={id}
              type="button"
              className={region === id ? "chip on" : "chip"}
              aria-pressed={region === id}
              onClick={() => setRegion(id)}
            >
              {t("notes.region", { number: n + 1, label: name(label) })}
              {transcript?.value ? ` “${transcript.value.slice(0, 40)}”` : ""}
            </button>
          ))}
        </div>
        <WriteNote answer={answer} project={project} pair={pair} region={region} />
        <ul className={css.notes}>
          {[...answer.notes].reverse().map((note) => (
            <li key={note.note}>
              <NoteText note={note} answer={answer} ontology={one.ontology} />
              {note.useful === true && <p className={`dim sm ${measures.above4}`}>{t("learner.helped")}</p>}
            </li>
          ))}
        </ul>
      </div>
    </div>
  )
}

interface WriteProps extends Pick<AnswerProps, "answer" | "project" | "pair"> {
  readonly region: RegionId | null
}

function WriteNote({ answer, project, pair, region }: WriteProps) {
  const t = useT("mentor")
  const [text, setText] = useWritten(`mentorNote.${answer.assignmentId}`)
  const id = useRef(randomUuid())
  const write = useAct(
    (words: string) => {
      const { assignmentId } = answer
      const noteId = id.current
      return api.mentor.note.mutate(NoteWrite.parse({ project, pair, assignmentId, noteId, region, text: words }))
    },
    async () => {
      id.current = randomUuid()
      setText("")
      await refresh("mentor")
    },
  )
  const send = () => text.trim() !== "" && write.mutate(text.trim())
  return (
    <>
      <Textarea
        label={t("learner.write")}
        autosize
        minRows={3}
        maxLength={1_000}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && send()}
      />
      <div className={measures.above8}>
        <Button look="primary" hint="Ctrl ⏎" disabled={write.isPending || text.trim() === ""} onClick={send}>
          {t("learner.send")}
        </Button>
      </div>
      <Wrong error={write.error} />
    </>
  )
}
