import type { ExportFormat, VersionShown } from "@justesse/types/wire/dataset"
import { Checkbox } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { api, refresh, trpc } from "../../api.ts"
import { useFormat } from "../../format/useFormat.ts"
import { useT } from "../../i18n/useT.ts"
import { Icon } from "../../icons/Icon.tsx"
import { useRoles } from "../../shell/useMe.ts"
import { Button } from "../../ui/Button.tsx"
import { Command } from "../../ui/Copy.tsx"
import { CLI } from "../../ui/cli.ts"
import { Loaded } from "../../ui/Loaded.tsx"
import { Seg } from "../../ui/layout.tsx"
import { useAct } from "../../ui/useAct.ts"
import { useReportSentence } from "../imports/useReportSentence.ts"
import { ExportLine } from "./ExportLine.tsx"

const FORMATS: readonly ExportFormat[] = ["justesse", "coco"]
const NAMES: Record<ExportFormat, string> = { justesse: "Justesse", coco: "COCO" }

/** Choose a format, see what it keeps and loses, make the file, or copy the command. */
export function TakeIt({ project, shown }: { readonly project: string; readonly shown: VersionShown }) {
  const t = useT("versions")
  const owner = useRoles(project).includes("owner")
  const [format, setFormat] = useState<ExportFormat>("coco")
  const [withPictures, setWithPictures] = useState(false)
  const { version } = shown.row
  const start = useAct(
    () => api.dataset.exportStart.mutate({ project, version, format, withPictures }),
    () => void refresh("dataset"),
  )
  const running = shown.exports.some(
    (row) => row.state === "running" && row.format === format && row.withPictures === withPictures,
  )
  return (
    <section className="take" aria-label={t("take")}>
      <div className="sec-h">
        <h2>{t("take")}</h2>
        <span className="grow" />
        <Seg
          label={t("format")}
          big
          value={format}
          options={FORMATS.map((value) => ({ value, name: NAMES[value] }))}
          onChange={setFormat}
        />
      </div>
      <Kept project={project} shown={shown} format={format} />
      {owner && (
        <div className="bar" style={{ margin: "16px 0 0" }}>
          <Button look="primary" disabled={start.isPending || running} onClick={() => start.mutate(undefined)}>
            {t("make")}
          </Button>
          <Checkbox
            label={t("withPictures")}
            checked={withPictures}
            onChange={(event) => setWithPictures(event.currentTarget.checked)}
            ml={8}
          />
        </div>
      )}
      {shown.exports.map((row) => (
        <ExportLine key={row.id} project={project} row={row} />
      ))}
      <div className="cmds" style={{ marginTop: 12 }}>
        <Command
          text={`${CLI} export --project ${project} --dataset-version ${version} --format ${format} --out ./${project}-v${version}`}
        />
      </div>
    </section>
  )
}

function Kept({
  project,
  shown,
  format,
}: {
  readonly project: string
  readonly shown: VersionShown
  readonly format: ExportFormat
}) {
  const t = useT("versions")
  const write = useFormat()
  const sentence = useReportSentence()
  const query = useQuery(
    trpc.dataset.loss.queryOptions({ project, version: shown.row.version, format }, { staleTime: Infinity }),
  )
  return (
    <Loaded query={query} skeleton={<span className="skel sk-in" style={{ height: 84 }} />}>
      {({ lines }) => (
        <table className="tbl tight" style={{ marginTop: 8 }}>
          <tbody>
            <tr>
              <td style={{ width: 28 }} className="good">
                <Icon name="check" small />
              </td>
              <td>
                {t("keptLine", {
                  count: shown.row.regions,
                  number: write.number(shown.row.regions),
                  labels: shown.row.labels,
                })}
              </td>
              <td className="dim">{t("kept")}</td>
            </tr>
            {lines.map((line) => (
              <tr key={`${line.code}-${line.field ?? ""}`}>
                <td className={line.level === "note" ? "dim" : "need"}>
                  <Icon name={line.level === "note" ? "info" : "warning"} small />
                </td>
                <td>
                  {line.count !== undefined && line.count > 1 && `${write.number(line.count)} × `}
                  {sentence(line)} {line.field && <code>{line.field}</code>}
                </td>
                <td className={line.level === "note" ? "dim" : "need"}>{t(`level.${line.level}`)}</td>
              </tr>
            ))}
            {lines.every((line) => line.level === "note") && (
              <tr>
                <td className="good">
                  <Icon name="check" small />
                </td>
                <td colSpan={2}>{t("losesNothing", { format: NAMES[format] })}</td>
              </tr>
            )}
          </tbody>
        </table>
      )}
    </Loaded>
  )
}
