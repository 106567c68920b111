import type { PayoutsShown } from "@justesse/types/wire/pay"
import { api } from "../../../api.ts"
import { useT } from "../../../i18n/useT.ts"
import { useFormat } from "../../../locale/useFormat.ts"
import { useMoney } from "../../../locale/useMoney.ts"
import { Button } from "../../../ui/Button.tsx"
import { Section, Tag } from "../../../ui/layout.tsx"
import { Scroll } from "../../../ui/Scroll.tsx"
import { saveFile } from "../../../ui/saveFile.ts"
import { useAct } from "../../../ui/useAct.ts"

type MadeFile = PayoutsShown["files"][number]

/** Files that were made, and how many of each arrived and came back. */
export function FilesSoFar({ files }: { readonly files: readonly MadeFile[] }) {
  const t = useT("money")
  return (
    <Section title={t("files.title")}>
      <Scroll label={t("files.title")}>
        <table className="tbl">
          <thead>
            <tr>
              <th>{t("files.file")}</th>
              <th>{t("files.kind")}</th>
              <th className="num">{t("files.people")}</th>
              <th className="num">{t("amount")}</th>
              <th>{t("files.state")}</th>
              <th aria-label={t("files.again")} />
            </tr>
          </thead>
          <tbody>
            {files.map((file) => (
              <FileRow key={file.file} file={file} />
            ))}
          </tbody>
        </table>
      </Scroll>
    </Section>
  )
}

function FileRow({ file: { file, kind, madeAtMs, payouts, amountMicros, currency, arrived, cameBack } }: FileProps) {
  const t = useT("money")
  const format = useFormat()
  const { money } = useMoney()
  const again = useAct(
    () => api.pay.payoutFile.query({ file }),
    ({ name, body }) => saveFile(name, kind === "bank" ? "application/xml" : "text/csv", body),
  )
  return (
    <tr>
      <td>
        <span className="b">{file}</span> <span className="dim nw">{format.dateTime(madeAtMs)}</span>
      </td>
      <td>{t(`files.kinds.${kind}`)}</td>
      <td className="num">{format.number(payouts)}</td>
      <td className="num b nw">{money(amountMicros, currency)}</td>
      <td>
        {cameBack > 0 ? (
          <Tag tone="need">{t("files.someBack", { arrived, cameBack })}</Tag>
        ) : arrived === payouts ? (
          <Tag tone="good">{t("files.allArrived")}</Tag>
        ) : (
          <Tag>{t("files.arrived", { arrived, payouts })}</Tag>
        )}
      </td>
      <td className="num">
        {kind !== "hand" && (
          <Button small disabled={again.isPending} onClick={() => again.mutate(undefined)}>
            {t("files.again")}
          </Button>
        )}
      </td>
    </tr>
  )
}

interface FileProps {
  readonly file: MadeFile
}
