import type { Ontology, ProjectSlug } from "@justesse/types"
import { type NotedAnswer, NoteWrite, type PairOnly } from "@justesse/types/wire/mentor"
import { NumberInput, Select, Textarea, TextInput } from "@mantine/core"
import { useRef } from "react"
import type { z } from "zod"
import { api, refresh } from "../../api.ts"
import { randomUuid } from "../../browser/uuid.ts"
import { useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { Wrong } from "../../ui/Trouble.tsx"
import { useAct } from "../../ui/useAct.ts"
import { useWritten } from "../../ui/useWritten.ts"
import { useLabelNames } from "../quality/useLabelNames.ts"
import { type Change, choicesFor, NO_CHANGE, rightOf } from "./change.ts"
import css from "./page.module.css"

interface Props {
  readonly answer: NotedAnswer
  readonly ontology: Ontology
  readonly project: ProjectSlug
  readonly pair: z.infer<typeof PairOnly>["pair"]
  readonly change: Change
  readonly onChange: (next: Change) => void
}

/** A note on an answer: what it is about, what is right there where that can be said, and why in words. */
export function NoteForm({ answer, ontology, project, pair, change, onChange }: Props) {
  const t = useT("mentor")
  const { assignmentId, body } = answer
  const [text, setText] = useWritten(`mentorNote.${assignmentId}`)
  const [read, setRead] = useWritten(`mentorRead.${assignmentId}.${change.region ?? ""}`)
  const id = useRef(randomUuid())
  const region = body.regions.find((one) => one.id === change.region)
  const { about } = change
  const right = rightOf(change, read)
  const write = useAct(
    (words: string) => {
      const note = { project, pair, assignmentId, noteId: id.current, region: change.region, text: words }
      return api.mentor.note.mutate(NoteWrite.parse({ ...note, about, right }))
    },
    async () => {
      id.current = randomUuid()
      setText("")
      setRead("")
      onChange(NO_CHANGE)
      await refresh("mentor")
    },
  )
  const isReady = text.trim() !== "" && right !== null
  const send = () => isReady && write.mutate(text.trim())
  const choices = choicesFor(region, ontology.labels)
  return (
    <>
      <div className={css.regions} role="group" aria-label={t("learner.what")}>
        {choices.map((one) => (
          <button
            key={one}
            type="button"
            className={about === one ? "chip on" : "chip"}
            aria-pressed={about === one}
            onClick={() => onChange({ ...NO_CHANGE, region: change.region, about: about === one ? null : one })}
          >
            {t(`about.${one}`)}
          </button>
        ))}
      </div>
      {(about === "label" || about === "missed") && (
        <RightLabel ontology={ontology} but={region?.label} change={change} onChange={onChange} />
      )}
      {about === "missed" && <RightPlace size={answer.size} change={change} onChange={onChange} />}
      {(about === "text" || about === "spaces") && (
        <div className={measures.above8}>
          <TextInput
            label={t("learner.read")}
            description={t("learner.readHint", { text: region?.transcript?.value ?? "" })}
            inputWrapperOrder={["label", "input", "description"]}
            maxLength={1_000}
            value={read}
            onChange={(event) => setRead(event.currentTarget.value)}
          />
        </div>
      )}
      <div className={measures.above8}>
        <Textarea
          label={t("learner.write")}
          autosize
          minRows={2}
          maxLength={1_000}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && send()}
        />
      </div>
      <div className={measures.above8}>
        <Button look="primary" hint="Ctrl ⏎" disabled={write.isPending || !isReady} onClick={send}>
          {t("learner.send")}
        </Button>
        {text.trim() !== "" && right === null && <span className="dim sm"> {t("learner.lacks")}</span>}
      </div>
      <Wrong error={write.error} />
    </>
  )
}

interface PartProps extends Pick<Props, "change" | "onChange"> {}

function RightLabel({
  ontology,
  but,
  change,
  onChange,
}: PartProps & Pick<Props, "ontology"> & { readonly but: string | undefined }) {
  const t = useT("mentor")
  const name = useLabelNames(ontology)
  const data = ontology.labels
    .filter(({ id }) => id !== but)
    .map(({ id }) => ({ value: id as string, label: name(id) }))
  return (
    <div className={`${measures.above8} ${measures.upTo400}`}>
      <Select
        label={t("learner.label")}
        data={data}
        value={change.label}
        onChange={(label) => onChange({ ...change, label })}
      />
    </div>
  )
}

function RightPlace({ size, change, onChange }: PartProps & Pick<NotedAnswer, "size">) {
  const t = useT("mentor")
  const place = change.place ?? { x: 0, y: 0, width: 0, height: 0 }
  const most = { x: size.width, y: size.height, width: size.width - place.x, height: size.height - place.y }
  return (
    <fieldset className={css.place}>
      <legend>{t("learner.place")}</legend>
      {(["x", "y", "width", "height"] as const).map((side) => (
        <NumberInput
          key={side}
          label={t(`learner.${side}`)}
          min={0}
          max={most[side]}
          allowDecimal={false}
          value={place[side]}
          onChange={(value) => onChange({ ...change, place: { ...place, [side]: Number(value) } })}
        />
      ))}
    </fieldset>
  )
}
