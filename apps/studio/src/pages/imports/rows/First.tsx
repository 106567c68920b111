import type { ImportPreview } from "@justesse/types/wire/imports"
import { useT } from "../../../i18n/useT.ts"
import { Section } from "../../../ui/layout.tsx"
import css from "../page.module.css"

/** The first rows of a table as it was read; what each becomes is a task with these columns beside its questions. */
export function FirstRows({ rows }: { readonly rows: NonNullable<ImportPreview["rows"]> }) {
  const t = useT("imports")
  if (rows.first.length === 0) return <p className="dim">{t("nothingToShow")}</p>
  return (
    <Section title={t("rows.first", { count: rows.columns.length })}>
      <div className={css.rowsTable}>
        <table>
          <thead>
            <tr>
              {rows.columns.map((column) => (
                <th dir="auto" key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.first.map((cells) => (
              <tr key={JSON.stringify(cells)}>
                {rows.columns.map((column) => (
                  <td dir="auto" key={column}>
                    {cells.find((cell) => cell.column === column)?.text}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  )
}
