import { type ExportChoices, type ExportFormat, TABLE_FORMATS, type VersionShown } from "@justesse/types/wire/dataset"
import { Checkbox, Select } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { api, refresh, trpc } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { readVersionParams } from "../../search.ts"
import { useRoles } from "../../shell/useMe.ts"
import measures from "../../theme/measures.module.css"
import { Button, TextLink } from "../../ui/Button.tsx"
import { Command } from "../../ui/Copy.tsx"
import { useCommand } from "../../ui/cli.ts"
import { Loaded } from "../../ui/Loaded.tsx"
import { Seg } from "../../ui/layout.tsx"
import { useAct } from "../../ui/useAct.ts"
import { useSearchParams } from "../../ui/useSearchParams.ts"
import { ExportLine } from "./ExportLine.tsx"
import { FORMAT_NAMES } from "./formatNames.ts"
import { Kept } from "./Kept.tsx"
import css from "./page.module.css"

/** Whoever takes a table in a browser opens it in a spreadsheet more often than not: there it is safe until somebody says otherwise. */
const CHOSEN_FIRST: ExportChoices = { withPictures: false, spreadsheet: true, withoutMetadata: false }

/** Choose a form, see what it keeps and loses, make the file, or copy the command. */
export function TakeIt({ project, shown }: { readonly project: string; readonly shown: VersionShown }) {
  const t = useT("versions")
  // What is in the version says which form loses nothing of it; until that is known none is chosen.
  const query = useQuery(
    trpc.dataset.loss.queryOptions({ project, version: shown.row.version }, { staleTime: Infinity }),
  )
  return (
    <section className={css.take} aria-label={t("take")}>
      <Loaded query={query} skeleton={<span className={`skel sk-in ${css.toCome}`} />}>
        {({ order }) => <TakeAs project={project} shown={shown} order={order} />}
      </Loaded>
    </section>
  )
}

interface AsProps {
  readonly project: string
  readonly shown: VersionShown
  /** All forms, the one that loses least of this version first. */
  readonly order: readonly ExportFormat[]
}

function TakeAs({ project, shown, order }: AsProps) {
  const t = useT("versions")
  const [searchParams, change] = useSearchParams(readVersionParams)
  const owner = useRoles(project).includes("owner")
  const format = order.find((one) => one === searchParams.format) ?? order[0] ?? "justesse"
  const choose = (value: ExportFormat) => change({ format: value })
  const [chosen, setChosen] = useState(CHOSEN_FIRST)
  const choices = {
    ...chosen,
    spreadsheet: chosen.spreadsheet && TABLE_FORMATS.includes(format),
    withoutMetadata: chosen.withoutMetadata && chosen.withPictures,
  }
  return (
    <>
      <div className={`sec-h ${css.head}`}>
        <h2>{t("take")}</h2>
        <span className="grow" />
        <FormatChoice order={order} format={format} onFormat={choose} />
      </div>
      <Kept project={project} shown={shown} format={format} onFormat={choose} />
      {owner && (
        <Make
          project={project}
          shown={shown}
          format={format}
          choices={choices}
          onChoice={(change) => setChosen({ ...chosen, ...change })}
        />
      )}
      {shown.exports.map((row) => (
        <ExportLine key={row.id} project={project} row={row} owner={owner} />
      ))}
      <Commands project={project} version={shown.row.version} format={format} choices={choices} />
    </>
  )
}

/** Forms side by side beside the native one; the others are in a list. */
const SIDE_BY_SIDE = 4

interface ChoiceProps {
  readonly order: readonly ExportFormat[]
  readonly format: ExportFormat
  readonly onFormat: (format: ExportFormat) => void
}

/** The forms nearest to this version side by side, with the native one, and the others in a list by name. */
function FormatChoice({ order, format, onFormat }: ChoiceProps) {
  const t = useT("versions")
  const first = order.filter((one, index) => index < SIDE_BY_SIDE || one === "justesse")
  const others = order
    .filter((one) => !first.includes(one))
    .map((value) => ({ value, label: FORMAT_NAMES[value] }))
    .sort((a, b) => a.label.localeCompare(b.label))
  return (
    <div className={css.choice}>
      <Seg
        label={t("format")}
        big
        value={format}
        options={first.map((value) => ({ value, name: FORMAT_NAMES[value] }))}
        onChange={onFormat}
      />
      {others.length > 0 && (
        <Select
          aria-label={t("otherFormat")}
          placeholder={t("otherFormat")}
          data={others}
          value={first.includes(format) ? null : format}
          onChange={(value) => {
            const chosen = order.find((one) => one === value)
            if (chosen) onFormat(chosen)
          }}
          searchable
          w={168}
        />
      )}
    </div>
  )
}

const CHOICES = ["withPictures", "spreadsheet", "withoutMetadata"] as const

interface MakeProps {
  readonly project: string
  readonly shown: VersionShown
  readonly format: ExportFormat
  readonly choices: ExportChoices
  readonly onChoice: (change: Partial<ExportChoices>) => void
}

function Make({ project, shown, format, choices, onChoice }: MakeProps) {
  const t = useT("versions")
  const write = useFormat()
  const [strict, setStrict] = useState(false)
  const { version } = shown.row
  const start = useAct(
    () => api.dataset.exportStart.mutate({ project, version, format, ...choices, strict }),
    () => refresh("dataset"),
  )
  const running = shown.exports.some(
    (row) => row.state === "running" && row.format === format && CHOICES.every((key) => row[key] === choices[key]),
  )
  const size = shown.pictureBytes === null ? "" : write.bytes(shown.pictureBytes)
  return (
    <div className={`bar ${measures.only16Above} ${measures.wrapped}`}>
      <Button look="primary" disabled={start.isPending || running} onClick={() => start.mutate(undefined)}>
        {t("make")}
      </Button>
      <Checkbox
        label={size === "" ? t("withPictures") : t("withPicturesSize", { size })}
        checked={choices.withPictures}
        onChange={(event) => onChoice({ withPictures: event.currentTarget.checked })}
        ml={8}
      />
      {choices.withPictures && (
        <Checkbox
          label={t("withoutMetadata")}
          title={t("withoutMetadataHint")}
          checked={choices.withoutMetadata}
          onChange={(event) => onChoice({ withoutMetadata: event.currentTarget.checked })}
          ml={8}
        />
      )}
      {TABLE_FORMATS.includes(format) && (
        <Checkbox
          label={t("spreadsheet")}
          title={t("spreadsheetHint")}
          checked={choices.spreadsheet}
          onChange={(event) => onChoice({ spreadsheet: event.currentTarget.checked })}
          ml={8}
        />
      )}
      <Checkbox
        label={t("strict")}
        title={t("strictHint")}
        checked={strict}
        onChange={(event) => setStrict(event.currentTarget.checked)}
        ml={8}
      />
    </div>
  )
}

interface CommandsProps {
  readonly project: string
  readonly version: number
  readonly format: ExportFormat
  readonly choices: ExportChoices
}

function Commands({ project, version, format, choices }: CommandsProps) {
  const t = useT("versions")
  const command = useCommand()
  const address = `${window.location.origin}/api/v1/p/${project}/versions/${version}/${format}.zip`
  const { withPictures, spreadsheet, withoutMetadata } = choices
  const isExact = TABLE_FORMATS.includes(format) && !spreadsheet
  const query = [
    withPictures ? "pictures=true" : "",
    withoutMetadata ? "withoutMetadata=true" : "",
    isExact ? "spreadsheet=false" : "",
  ]
    .filter(Boolean)
    .join("&")
  const named = query === "" ? address : `"${address}?${query}"`
  const flag = [
    withPictures ? " --with-pictures" : "",
    withoutMetadata ? " --without-metadata" : "",
    isExact ? " --exact" : "",
  ].join("")
  return (
    <div className={`cmds ${measures.above12}`}>
      <Command
        text={command(
          `export --project ${project} --dataset-version ${version} --format ${format}${flag} --out ./${project}-v${version}`,
        )}
      />
      <Command text={`curl -OJ -H "Authorization: Bearer $TOKEN" ${named}`} />
      <p className="dim sm">
        {t("tokenHint")}{" "}
        <TextLink to="/help/api" search={{ project }}>
          {t("tokenLink")}
        </TextLink>
      </p>
    </div>
  )
}
