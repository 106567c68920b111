import type { Label, Ontology } from "@justesse/types"
import { isOpinion, KINDS } from "@justesse/types/kinds/list"
import { labelColor } from "@justesse/types/ontology"
import type { OntologyShown } from "@justesse/types/wire/project"
import { useQuery } from "@tanstack/react-query"
import type { z } from "zod"
import { api, refresh, trpc } from "../../api.ts"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { useCard, useMe, useProjectSlug, useRoles } from "../../shell/useMe.ts"
import { usePageName } from "../../shell/usePageName.ts"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { Loaded } from "../../ui/Loaded.tsx"
import { Head, Intro, Note, Rule } from "../../ui/layout.tsx"
import { Wrong } from "../../ui/Trouble.tsx"
import { useToast } from "../../ui/toast.tsx"
import { useForm } from "../../ui/useForm.ts"
import { useSending } from "../account/useSending.ts"
import { AddLabel } from "./Add.tsx"
import { Asked } from "./Asked.tsx"
import { freeKey, newLabel } from "./edit.ts"
import { Builder } from "./form/Builder.tsx"
import { PairsFile } from "./PairsFile.tsx"
import { LabelRow } from "./Row.tsx"
import { Versions } from "./Versions.tsx"
import { WhatChanges } from "./WhatChanges.tsx"

type Shown = z.infer<typeof OntologyShown>

/** The labels of a project: names, colours, keys, attributes; versioned, and what a change would do before it is saved. */
export function LabelsPage() {
  const t = useT("labels")
  const project = useProjectSlug()
  const query = useQuery(trpc.ontology.get.queryOptions({ project, version: null }))
  usePageName(t("title"))
  return (
    <div className="content">
      <Loaded query={query}>{(shown) => <LabelsBody project={project} shown={shown} />}</Loaded>
    </div>
  )
}

function LabelsBody({ project, shown }: { readonly project: string; readonly shown: Shown }) {
  const t = useT("labels")
  const toast = useToast()
  const owner = useRoles(project).includes("owner")
  const isBare = useCard(project)?.about !== undefined
  const kind = useMe()?.projects.find((card) => card.project === project)?.kind
  const work = useForm<Ontology>(shown.ontology)
  const { form: ontology, changed, change } = work
  const { labels } = ontology
  const sending = useSending(
    () => api.ontology.save.mutate({ project, baseVersion: shown.version, ontology }),
    ({ version }) => {
      work.saved(ontology)
      toast.done(t("savedAs", { version }))
      return refresh("ontology", "project")
    },
    // What somebody else saved meanwhile is there to compare, and what was written here stays.
    () => refresh("ontology"),
  )
  const set = (next: readonly Label[]) => change({ ...ontology, labels: [...next] })
  const asksFields = kind !== undefined && KINDS[kind].asksFields === true
  // The answers of a check are always the same ones.
  const isGiven = kind !== undefined && KINDS[kind].verdicts !== undefined
  const isChecking = kind !== undefined && KINDS[kind].about === "region"
  const isSaid = kind !== undefined && KINDS[kind].parts === "whole"
  const inForce = labels.filter((label) => !label.retired).length
  return (
    <>
      <Head
        title={asksFields ? t("asking:title") : t("title")}
        beside={<span className="tag">{t("version", { version: shown.version })}</span>}
      >
        {changed && <Button onClick={work.discard}>{t("discard")}</Button>}
        {owner && (
          <Button look="primary" disabled={!changed || sending.busy} onClick={() => void sending.send()}>
            {t("save")}
          </Button>
        )}
      </Head>
      <Intro>
        <Rich
          t={t}
          k={asksFields ? "leadForm" : isSaid ? "leadSaid" : "lead"}
          values={{ count: inForce, used: Object.values(shown.used).reduce((sum, count) => sum + count, 0) }}
        />
      </Intro>
      {work.behind ? <Note need>{t("failures:versionChanged")}</Note> : <Wrong error={sending.error} />}
      {changed && <WhatChanges project={project} ontology={ontology} isForm={asksFields} />}
      {asksFields ? (
        <Builder
          ensureProject={async () => project}
          labels={labels}
          isBare={isBare}
          isPlaceless={shown.isPlaceless}
          isDisabled={!owner}
          onChange={set}
        />
      ) : (
        <LabelList isSaid={isSaid} labels={labels} used={shown.used} owner={owner} set={set} />
      )}
      {owner && !asksFields && !isGiven && (
        <AddLabel
          onAdd={(name) =>
            set([...labels, { ...newLabel(name, labels), color: labelColor(labels.length), key: freeKey(labels) }])
          }
        />
      )}
      {ontology.answers?.of === "whole" && !asksFields && !isChecking && (
        <Asked
          answers={ontology.answers}
          isDisabled={!owner}
          isOne={isGiven || (kind !== undefined && isOpinion(kind))}
          takesReasons={kind !== undefined && isOpinion(kind) && !isGiven}
          onChange={(answers) => change({ ...ontology, answers })}
        />
      )}
      {owner && kind !== undefined && KINDS[kind].about === "pair" && <PairsFile project={project} />}
      {owner && labels.length === 0 && !asksFields && <Note>{t("emptyNote")}</Note>}
      <Rule />
      <Versions project={project} shown={shown} onTake={owner ? change : null} />
    </>
  )
}

interface ListProps {
  readonly labels: readonly Label[]
  readonly used: Readonly<Record<string, number>>
  /** They are said of a whole asset, and mark nothing on it. */
  readonly isSaid: boolean
  readonly owner: boolean
  readonly set: (labels: readonly Label[]) => void
}

function LabelList({ isSaid, labels, used, owner, set }: ListProps) {
  const t = useT("labels")
  const format = useFormat()
  const change = (id: string, next: Label | null) =>
    set(labels.flatMap((label) => (label.id === id ? (next ? [next] : []) : [label])))
  const move = (index: number, by: number) => {
    const next = [...labels]
    const [taken] = next.splice(index, 1)
    if (taken) next.splice(index + by, 0, taken)
    set(next)
  }
  return (
    <div className={`rows ${measures.above20}`}>
      {labels.map((label, index) => (
        <LabelRow
          key={label.id}
          label={label}
          used={used[label.id] ?? 0}
          usedText={t(isSaid ? "saidIn" : "usedIn", {
            count: used[label.id] ?? 0,
            number: format.number(used[label.id] ?? 0),
          })}
          owner={owner}
          onChange={(next) => change(label.id, next)}
          {...(index > 0 && { onUp: () => move(index, -1) })}
          {...(index < labels.length - 1 && { onDown: () => move(index, 1) })}
        />
      ))}
    </div>
  )
}
