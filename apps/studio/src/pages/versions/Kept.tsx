import type { ReportLine } from "@justesse/types/dataset"
import type { ExportFormat, Loss, VersionShown } from "@justesse/types/wire/dataset"
import { useQuery } from "@tanstack/react-query"
import type { ReactNode } from "react"
import { trpc } from "../../api.ts"
import { useLanguage, useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { Icon } from "../../theme/Icon.tsx"
import measures from "../../theme/measures.module.css"
import { Loaded } from "../../ui/Loaded.tsx"
import { FORMAT_NAMES } from "./formatNames.ts"
import css from "./page.module.css"
import { RotatedExample } from "./TurnedExample.tsx"
import { useLossSentence } from "./useLossSentence.ts"

interface Props {
  readonly project: string
  readonly shown: VersionShown
  readonly format: ExportFormat
  readonly onFormat: (format: ExportFormat) => void
}

/** What a format keeps, changes and loses of this version, before anything is made; and the form that loses less. */
export function Kept({ project, shown, format, onFormat }: Props) {
  const query = useQuery(
    trpc.dataset.loss.queryOptions({ project, version: shown.row.version, format }, { staleTime: Infinity }),
  )
  return (
    <Loaded query={query} skeleton={<span className={`skel sk-in ${css.toCome}`} />}>
      {(loss) => (
        <>
          <div className={css.keptAndSeen}>
            <KeptTable shown={shown} lines={loss.lines} />
            {loss.example && (
              <RotatedExample
                project={project}
                example={loss.example}
                labels={shown.manifest.ontology.labels}
                format={format}
              />
            )}
          </div>
          <Better loss={loss} format={format} onFormat={onFormat} />
        </>
      )}
    </Loaded>
  )
}

function KeptTable({ shown, lines }: { readonly shown: VersionShown; readonly lines: readonly ReportLine[] }) {
  const t = useT("versions")
  const write = useFormat()
  const lossSentence = useLossSentence()
  const { row, manifest } = shown
  // What is lost or changed is read before what is only written another way.
  const ordered = [...lines].sort((a, b) => Number(a.level === "note") - Number(b.level === "note"))
  return (
    <table className={`tbl tight ${css.kept}`}>
      <tbody>
        <KeptRow mark="check" tone="good" becomes={t("kept")}>
          {t(manifest.split ? "keptLineSplit" : "keptLine", {
            count: row.regions,
            number: write.number(row.regions),
            labels: row.labels,
          })}
        </KeptRow>
        {ordered.map((line) => {
          const { what, becomes } = lossSentence(line)
          const note = line.level === "note"
          return (
            <KeptRow
              key={`${line.code}-${line.field ?? ""}`}
              mark={note ? "info" : "warning"}
              tone={note ? "dim" : "need"}
              becomes={becomes}
            >
              {what}
            </KeptRow>
          )
        })}
        <KeptRow mark="info" tone="dim" becomes={t("beside")}>
          {t("provenance")}
        </KeptRow>
      </tbody>
    </table>
  )
}

interface RowProps {
  readonly mark: "check" | "warning" | "info"
  readonly tone: "good" | "need" | "dim"
  readonly becomes: string
  readonly children: ReactNode
}

function KeptRow({ mark, tone, becomes, children }: RowProps) {
  return (
    <tr>
      <td className={`${tone} ${measures.wide28}`}>
        <Icon name={mark} small />
      </td>
      <td>{children}</td>
      <td className={tone === "need" ? "need" : "dim"}>{becomes}</td>
    </tr>
  )
}

interface BetterProps {
  readonly loss: Loss
  readonly format: ExportFormat
  readonly onFormat: (format: ExportFormat) => void
}

function Better({ loss: { lossless, better }, format, onFormat }: BetterProps) {
  const t = useT("versions")
  const lossSentence = useLossSentence()
  const language = useLanguage()
  if (lossless.includes(format))
    return <p className={`dim ${measures.above12}`}>{t("losesNothing", { format: FORMAT_NAMES[format] })}</p>
  const whole = lossless.filter((one) => one !== better?.format).map((one) => FORMAT_NAMES[one])
  return (
    <p className={`dim ${measures.above12}`}>
      {better && (
        <>
          <button type="button" className="btn linklike" onClick={() => onFormat(better.format)}>
            {FORMAT_NAMES[better.format]}
          </button>{" "}
          {t("betterKeeps", { what: better.keeps.map((line) => lossSentence(line).what).join(" · ") })}{" "}
        </>
      )}
      {whole.length > 0 &&
        t("lossless", {
          count: whole.length,
          formats: new Intl.ListFormat(language, { type: "conjunction" }).format(whole),
        })}
    </p>
  )
}
