import { type Label, labelColor } from "@justesse/types"
import type { ReportLine } from "@justesse/types/dataset"
import type {
  ImportAs,
  ImportOptions,
  ImportPreview,
  ImportShown,
  LabelChoice,
  LabelMapping,
} from "@justesse/types/wire/imports"
import { Radio, Switch } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { api, refresh, trpc } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { Loaded } from "../../ui/Loaded.tsx"
import { Rule, Section, Tag } from "../../ui/layout.tsx"
import { useAct } from "../../ui/useAct.ts"
import { UploadLines } from "../../uploads/Lines.tsx"
import { Excerpt } from "./Excerpt.tsx"
import { Findings } from "./Findings.tsx"
import { ImportHead } from "./Head.tsx"
import { LabelMap } from "./LabelMap.tsx"
import { useFormatName } from "./names.ts"
import { ReadAs } from "./ReadAs.tsx"
import { inOrder } from "./ReportTable.tsx"
import { FirstRows } from "./rows/First.tsx"
import { Samples } from "./Samples.tsx"
import { ImportSteps, isEmpty } from "./Steps.tsx"
import { dropLabels, TemplateLabels, useLeftovers } from "./TemplateLabels.tsx"
import { WaitingChoices } from "./WaitingChoices.tsx"
import { WaitingLead } from "./WaitingLead.tsx"

interface Props {
  readonly project: string
  readonly shown: ImportShown
  readonly preview: ImportPreview
}

/** Files that were looked at: nothing is written until their owner says what they are. */
export function WaitingImport({ project, shown, preview }: Props) {
  const t = useT("imports")
  const { row, report } = shown
  const ontology = useQuery(trpc.ontology.get.queryOptions({ project, version: null }))
  const labels = ontology.data?.ontology.labels ?? []
  const [as, setAs] = useState<ImportAs | null>(preview.scored ? "proposals" : null)
  const [strict, setStrict] = useState(false)
  const [choices, setChoices] = useState<ReadonlyMap<string, LabelChoice>>(new Map())
  const [chosen, setChosen] = useState<ReportLine | null>(
    inOrder(report).find(({ line }) => line !== undefined) ?? null,
  )
  const mapping = preview.labels.map(({ name, choice }) => ({ name, choice: choices.get(name) ?? choice }))
  const leftovers = useLeftovers(project, labels, mapping)
  const [replace, setReplace] = useState(true)
  const going = replace && hasAnswersOf(preview) ? leftovers : []
  const hasAnswers = hasAnswersOf(preview)
  const isAsked = hasAnswers && as === null
  const options = { format: preview.format, origin: preview.origin, as: as ?? "settled", strict, labels: mapping }
  const colorOf = colors(labels, mapping)
  return (
    <>
      <WaitingHead
        project={project}
        shown={shown}
        preview={preview}
        options={options}
        going={going}
        isAsked={isAsked}
      />
      <WaitingLead preview={preview} report={report} keptUntilMs={shown.keptUntilMs} />
      <ImportSteps
        row={row}
        preview={preview}
        mapping={mapping}
        {...(!isAsked && { as: preview.rows ? "rows" : hasAnswers && as ? as : "pictures" })}
      />
      <UploadLines project={project} but={row.id} />
      {hasAnswers && (
        <div className={measures.above20}>
          <WhatAreThese as={as} onChange={setAs} strict={strict} onStrict={setStrict} />
        </div>
      )}
      <Rule />
      {preview.rows && <FirstRows rows={preview.rows} />}
      {!preview.rows && (
        <Section
          title={t("recognisedAs")}
          aside={<ReadAs project={project} id={row.id} preview={preview} onAgain={afterAct} />}
        >
          {preview.samples.length > 0 ? (
            <Samples samples={preview.samples} colorOf={colorOf} />
          ) : (
            <p className="dim">{t("nothingToShow")}</p>
          )}
        </Section>
      )}
      {hasAnswers && preview.labels.length > 0 && (
        <div className={measures.above28}>
          <Section title={t("map.title")}>
            <Loaded query={ontology}>
              {() => (
                <LabelMap
                  found={preview.labels}
                  labels={labels}
                  choices={choices}
                  colorOf={colorOf}
                  onChoose={(name, choice) => setChoices(new Map(choices).set(name, choice))}
                />
              )}
            </Loaded>
            <p className={`dim sm ${measures.above8}`}>{t("map.remembered")}</p>
            <TemplateLabels labels={leftovers} replace={replace} onReplace={setReplace} />
          </Section>
        </div>
      )}
      <div className={measures.above28}>
        <Findings project={project} row={row} lines={report} chosen={chosen} onChoose={setChosen} />
      </div>
      {/* Without a row to show, what each choice does has the whole width. */}
      <div className={`${chosen?.line === undefined ? undefined : "two"} ${measures.above20}`}>
        {chosen?.line !== undefined && <Excerpt project={project} id={row.id} line={chosen} />}
        <WaitingChoices project={project} shown={shown} preview={preview} />
      </div>
    </>
  )
}

const afterAct = () => refresh("imports", "asset", "ontology", "project")
const hasAnswersOf = ({ answers }: ImportPreview) => answers > 0

interface HeadProps extends Props {
  readonly options: ImportOptions
  /** Labels of the template that go as these come in. */
  readonly going: readonly Label[]
  /** What the files are is not chosen yet. */
  readonly isAsked: boolean
}

function WaitingHead({ project, shown: { row }, preview, options, going, isAsked }: HeadProps) {
  const t = useT("imports")
  const format = useFormat()
  const formatName = useFormatName()
  const run = useAct(async () => {
    await dropLabels(project, going)
    await api.imports.run.mutate({ project, id: row.id, options })
  }, afterAct)
  const nothing = useAct(() => api.imports.cancel.mutate({ project, id: row.id }), afterAct)
  return (
    <ImportHead
      project={project}
      row={row}
      tag={<Tag>{[formatName(preview.format), format.bytes(preview.bytes)].filter(Boolean).join(", ")}</Tag>}
    >
      <span className="inline">
        <Button disabled={nothing.isPending} onClick={() => nothing.mutate(undefined)}>
          {t("nothing")}
        </Button>
        {!isEmpty(preview) && (
          <Button look="primary" disabled={run.isPending || isAsked} onClick={() => run.mutate(undefined)}>
            {t(preview.lost > 0 ? "takeGood" : "takeAll")}
          </Button>
        )}
      </span>
    </ImportHead>
  )
}

const KINDS: readonly ImportAs[] = ["settled", "proposals", "gold", "scores"]

interface WhatProps {
  readonly as: ImportAs | null
  readonly onChange: (as: ImportAs) => void
  readonly strict: boolean
  readonly onStrict: (strict: boolean) => void
}

function WhatAreThese({ as, onChange, strict, onStrict }: WhatProps) {
  const t = useT("imports")
  return (
    <Section title={t("whatAre")}>
      <Radio.Group
        aria-label={t("whatAre")}
        value={as}
        onChange={(value) => onChange(KINDS.find((kind) => kind === value) ?? "settled")}
      >
        {KINDS.map((kind) => (
          <Radio key={kind} value={kind} label={t(`as.${kind}`)} description={t(`as.${kind}Text`)} mt={8} />
        ))}
      </Radio.Group>
      <Switch
        mt={16}
        checked={strict}
        label={t("strict")}
        description={t("strictText")}
        onChange={(event) => onStrict(event.currentTarget.checked)}
      />
    </Section>
  )
}

/** A label of the files has the colour of what it becomes. */
function colors(labels: readonly Label[], mapping: LabelMapping): (name: string) => string {
  const fresh = mapping.filter(({ choice }) => choice.to === "new").map(({ name }) => name)
  return (name) => {
    const choice = mapping.find((one) => one.name === name)?.choice
    const label = labels.find(({ id }) => id === (choice?.to === "existing" ? choice.label : name))
    return (
      label?.color ?? (choice?.to === "out" ? "#8a8a8a" : labelColor(labels.length + Math.max(0, fresh.indexOf(name))))
    )
  }
}
