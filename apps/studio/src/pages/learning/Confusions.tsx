import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { Row, Rows, Section } from "../../ui/layout.tsx"
import type { Profile } from "./Outlines.tsx"
import type { ShareSaid } from "./said.ts"

interface Props {
  readonly profile: Profile
  readonly least: number
  readonly labelName: (label: string) => string
}

/** Pairs that are shown: the surest. */
const MOST = 8

/** Labels that I gave where another is right. */
export function Confusions({ profile, least, labelName }: Props) {
  const t = useT("learning")
  return (
    <Section title={t("confusions.title")}>
      {profile.confusions.length === 0 ? (
        <p className="dim">{t("confusions.none")}</p>
      ) : (
        <Rows>
          {profile.confusions.slice(0, MOST).map((row) => (
            <Row
              key={`${row.right} ${row.mine}`}
              name={t("confusions.pair", { right: labelName(row.right), mine: labelName(row.mine) })}
            >
              <ShareText row={row} />
            </Row>
          ))}
        </Rows>
      )}
      <p className="dim sm">{t("confusions.least", { least })}</p>
    </Section>
  )
}

/** `6 of 84 [3, 15] %`. */
export function ShareText({ row }: { readonly row: Pick<ShareSaid, "times" | "of" | "interval"> }) {
  const t = useT("learning")
  const format = useFormat()
  return (
    <span className="num nw">
      <b>{format.number(row.times)}</b> {t("ofMany", { of: format.number(row.of) })}{" "}
      <span className="dim">{format.shares(row.interval[0], row.interval[1])} %</span>
    </span>
  )
}
