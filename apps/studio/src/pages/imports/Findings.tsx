import type { ReportLine } from "@justesse/types/dataset"
import type { ImportRow } from "@justesse/types/wire/imports"
import { api } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { Button } from "../../ui/Button.tsx"
import { Section } from "../../ui/layout.tsx"
import { saveFile } from "../../ui/saveFile.ts"
import { useAct } from "../../ui/useAct.ts"
import { ReportTable } from "./ReportTable.tsx"
import { reportCsv } from "./reportCsv.ts"

interface Props {
  readonly project: string
  readonly row: ImportRow
  /** The first of them; the file has all. */
  readonly lines: readonly ReportLine[]
  readonly chosen?: ReportLine | null
  readonly onChoose?: (line: ReportLine) => void
}

/** Findings by file and row, and all of them as a file. */
export function Findings({ project, row, lines, chosen, onChoose }: Props) {
  const t = useT("imports")
  const save = useAct(
    () => wholeReport(project, row.id, lines),
    (all) => saveFile(`${row.name}-report.csv`, "text/csv", reportCsv(all)),
  )
  const [first] = lines
  const isOne = first !== undefined && lines.every(({ file }) => file === first.file)
  const going = row.state === "running" || row.state === "looking"
  return (
    <Section
      title={
        isOne
          ? t("findingsIn", { count: lines.length, file: first.file.split("/").at(-1) || row.name })
          : t("findings", { count: lines.length })
      }
      aside={
        lines.length > 0 && (
          <Button small icon="download" disabled={save.isPending} onClick={() => save.mutate(undefined)}>
            {t("reportCsv")}
          </Button>
        )
      }
    >
      {lines.length === 0 ? (
        <p className="dim">
          {t(going ? "noFindingsYet" : row.state === "waiting" ? "noFindingsWaiting" : "noFindings")}
        </p>
      ) : (
        <ReportTable
          lines={lines}
          chosen={chosen ?? null}
          ahead={row.state === "waiting"}
          {...(onChoose && { onChoose })}
        />
      )}
    </Section>
  )
}

/** Every line; the first ones while no whole report is kept yet. */
async function wholeReport(project: string, id: number, first: readonly ReportLine[]): Promise<readonly ReportLine[]> {
  const all: ReportLine[] = []
  for (let part = 0; ; part++) {
    const { lines } = await api.imports.report.query({ project, id, part })
    if (lines === null) return all.length === 0 ? first : all
    all.push(...lines)
  }
}
