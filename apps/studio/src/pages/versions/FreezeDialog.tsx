import type { FreezeFilter, SplitRule } from "@justesse/types/dataset"
import type { VersionList } from "@justesse/types/wire/dataset"
import { Checkbox, Modal, MultiSelect, NumberInput, TagsInput, Textarea } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { useNavigate } from "@tanstack/react-router"
import { useEffect, useRef, useState } from "react"
import { api, refresh, trpc } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { Seg } from "../../ui/layout.tsx"
import { Wrong } from "../../ui/Trouble.tsx"
import { useWritten } from "../../ui/useWritten.ts"
import { useSending } from "../account/useSending.ts"
import { FreezeProgress } from "./FreezeProgress.tsx"
import css from "./page.module.css"
import { SplitPreview } from "./SplitPreview.tsx"

interface Props {
  readonly project: string
  readonly list: VersionList
  readonly opened: boolean
  readonly onClose: () => void
}

/** What goes into the next version and how it is shared out; then how far the freezing is, until it is there. */
export function FreezeDialog({ project, list, opened, onClose }: Props) {
  const t = useT("versions")
  const [note, setNote] = useWritten(`freeze.${project}`)
  const [begun, begin] = useBegun(project, list, opened, () => setNote(""))
  const freezing = list.freezing?.state === "running" ? list.freezing : null
  const going = freezing !== null || begun
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t(going ? "freezingTitle" : "freezeTitle")}
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      {going && (
        <>
          {freezing && <FreezeProgress freezing={freezing} />}
          <p className={`dim ${measures.above12}`}>{t("freezingText")}</p>
        </>
      )}
      {/* What was written is still there when the freezing fails. */}
      <div hidden={going}>
        <FreezeForm project={project} list={list} note={note} onNote={setNote} onBegun={begin} onClose={onClose} />
      </div>
    </Modal>
  )
}

/**
 * Whether this person began a freezing that is not over yet; once its version is there, they are taken to it, unless they
 * closed the dialog meanwhile.
 */
function useBegun(
  project: string,
  { freezing, versions }: VersionList,
  opened: boolean,
  onThere: () => void,
): readonly [boolean, () => Promise<unknown>] {
  const navigate = useNavigate()
  const [after, setAfter] = useState<number | null>(null)
  const newest = versions[0]?.version ?? 0
  const state = freezing?.state ?? null
  const isThere = after !== null && state === null && newest > after
  if (isThere && !opened) setAfter(null)
  const begun = after !== null && state !== "failed"
  const over = useRef(onThere)
  useEffect(() => {
    if (!isThere) return
    over.current()
    void refresh("dataset", "project")
    void navigate({ to: "/p/$project/versions/$version", params: { project, version: String(newest) } })
  }, [isThere, newest, navigate, project])
  const begin = () => {
    setAfter(newest)
    return refresh("dataset")
  }
  return [begun, begin]
}

const EVERYTHING: FreezeFilter = { labels: [], tags: [], names: [] }

const NEW_RULE: SplitRule = {
  parts: [
    { name: "train", share: 80 },
    { name: "val", share: 10 },
    { name: "test", share: 10 },
  ],
  by: "hash",
  byDocument: true,
  seed: 1,
}

interface FormProps {
  readonly project: string
  readonly list: VersionList
  readonly note: string
  readonly onNote: (note: string) => void
  readonly onBegun: () => unknown
  readonly onClose: () => void
}

function FreezeForm({ project, list, note, onNote, onBegun, onClose }: FormProps) {
  const t = useT("versions")
  const { ready, split } = list
  const [rule, setRule] = useState<SplitRule | null>(split === null ? null : next(split))
  const [only, setOnly] = useState<FreezeFilter>(EVERYTHING)
  const filtered = Object.values(only).some((list) => list.length > 0)
  const isWhole = rule === null || rule.parts.reduce((sum, { share }) => sum + share, 0) === 100
  const sending = useSending(
    () =>
      api.dataset.freezeStart.mutate({
        project,
        note,
        ...(rule === null ? {} : { split: rule }),
        ...(filtered ? { only } : {}),
      }),
    onBegun,
  )
  return (
    <>
      <p>{t("freezeText", { count: ready.pictures })}</p>
      <div className={css.stack}>
        <Textarea
          label={t("note")}
          placeholder={t("noteHint")}
          autosize
          minRows={2}
          maxLength={1000}
          value={note}
          onChange={(event) => onNote(event.currentTarget.value)}
          data-autofocus
        />
        <SplitFields rule={rule} known={split} onRule={setRule} />
        {rule && isWhole && <SplitPreview project={project} rule={rule} only={only} onRule={setRule} />}
        <OnlyFields project={project} only={only} onOnly={setOnly} />
      </div>
      <div className={`inline ${measures.above16}`}>
        <Button
          look="primary"
          disabled={sending.busy || ready.pictures === 0 || !isWhole}
          onClick={() => void sending.send()}
        >
          {t("freeze")}
        </Button>
        <Button onClick={onClose}>{t("common:cancel")}</Button>
      </div>
      <Wrong error={sending.error} />
    </>
  )
}

/** The rule of an earlier version as the next one begins: its test part stays what it is. */
function next({ version, rule }: NonNullable<VersionList["split"]>): SplitRule {
  return { ...rule, keptFrom: version }
}

interface SplitProps {
  readonly rule: SplitRule | null
  readonly known: VersionList["split"]
  readonly onRule: (rule: SplitRule | null) => void
}

function SplitFields({ rule, known, onRule }: SplitProps) {
  const t = useT("versions")
  const sum = rule?.parts.reduce((all, { share }) => all + share, 0) ?? 100
  const share = (name: string, value: number) =>
    rule &&
    onRule({ ...rule, parts: rule.parts.map((part) => (part.name === name ? { ...part, share: value } : part)) })
  return (
    <fieldset className="bare">
      <Checkbox
        label={t("splitWanted")}
        checked={rule !== null}
        onChange={(event) => onRule(event.currentTarget.checked ? (known ? next(known) : NEW_RULE) : null)}
      />
      {rule && (
        <>
          <div className={css.parts}>
            {rule.parts.map((part) => (
              <NumberInput
                key={part.name}
                label={part.name}
                suffix=" %"
                min={0}
                max={100}
                allowDecimal={false}
                value={part.share}
                onChange={(value) => share(part.name, Number(value) || 0)}
              />
            ))}
          </div>
          {sum !== 100 && <p className="need sm">{t("splitSum", { sum })}</p>}
          <div className={css.stack}>
            <div>
              <Seg
                label={t("split")}
                value={rule.by}
                options={(["hash", "label"] as const).map((value) => ({ value, name: t(`splitBy.${value}`) }))}
                onChange={(by) => onRule({ ...rule, by })}
              />
            </div>
            <Checkbox
              label={t("splitDocumentWanted")}
              checked={rule.byDocument}
              onChange={(event) => onRule({ ...rule, byDocument: event.currentTarget.checked })}
            />
            {known && <KeepTest rule={rule} version={known.version} onRule={onRule} />}
          </div>
        </>
      )}
    </fieldset>
  )
}

interface KeepProps {
  readonly rule: SplitRule
  readonly version: number
  readonly onRule: (rule: SplitRule) => void
}

function KeepTest({ rule: { keptFrom, ...rule }, version, onRule }: KeepProps) {
  const t = useT("versions")
  return (
    <Checkbox
      label={t("splitKept", { version })}
      checked={keptFrom !== undefined}
      onChange={(event) => onRule(event.currentTarget.checked ? { ...rule, keptFrom: version } : rule)}
    />
  )
}

interface OnlyProps {
  readonly project: string
  readonly only: FreezeFilter
  readonly onOnly: (only: FreezeFilter) => void
}

function OnlyFields({ project, only, onOnly }: OnlyProps) {
  const t = useT("versions")
  const [wanted, setWanted] = useState(false)
  const query = useQuery({ ...trpc.ontology.get.queryOptions({ project, version: null }), enabled: wanted })
  const labels = query.data?.ontology.labels ?? []
  const known = useQuery({ ...trpc.asset.tags.queryOptions({ project }), enabled: wanted }).data?.tags ?? []
  return (
    <fieldset className="bare">
      <Checkbox
        label={t("onlyWanted")}
        checked={wanted}
        onChange={(event) => {
          setWanted(event.currentTarget.checked)
          if (!event.currentTarget.checked) onOnly(EVERYTHING)
        }}
      />
      {wanted && (
        <div className={css.stack}>
          <MultiSelect
            label={t("onlyLabelsField")}
            data={labels.map((label) => ({ value: label.id, label: label.name.en }))}
            value={only.labels}
            onChange={(value) => onOnly({ ...only, labels: value })}
            searchable
          />
          {known.length > 0 && (
            <MultiSelect
              label={t("onlyTagsField")}
              data={known.map(({ tag }) => tag)}
              value={only.tags}
              onChange={(value) => onOnly({ ...only, tags: value })}
              searchable
            />
          )}
          <TagsInput
            label={t("onlyNamesField")}
            placeholder="street/"
            value={only.names}
            onChange={(value) => onOnly({ ...only, names: value })}
          />
        </div>
      )}
    </fieldset>
  )
}
