import { useState } from "react"
import { ChartFrame } from "../../charts/Frame.tsx"
import { Shares } from "../../charts/Shares.tsx"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import measures from "../../theme/measures.module.css"
import { Section, Seg } from "../../ui/layout.tsx"
import type { Profile } from "./Outlines.tsx"

interface Props {
  readonly profile: Profile
  readonly least: number
  readonly labelName: (label: string) => string
}

/** What I did not find of what is there, by how large it is or by what it is. */
export function Missed({ profile, least, labelName }: Props) {
  const t = useT("learning")
  const format = useFormat()
  const [by, setBy] = useState<"size" | "label">("size")
  const { bySize, byLabel } = profile.missed
  if (bySize.length === 0) {
    return (
      <Section title={t("missed.title")}>
        <p className="dim">{t("missed.few", { least })}</p>
      </Section>
    )
  }
  const named =
    by === "size"
      ? bySize.map((row) => ({ ...row, key: String(row.fromPx), name: t(`size.${row.fromPx}`) }))
      : byLabel.map((row) => ({ ...row, key: row.label, name: labelName(row.label) }))
  const rows = named.map(({ key, name, times, of, interval: [low, high] }) => ({
    ...{ key, name, low, high, share: times / of },
    times: format.number(times),
    of: t("ofMany", { of: format.number(of) }),
  }))
  return (
    <div>
      <ChartFrame
        title={t("missed.title")}
        note={t(by === "size" ? "missed.note" : "missed.noteLabel")}
        table={{
          columns: [t(`missed.${by}`), t("missed.share"), "95 %", t("missed.of")],
          rows: rows.map(({ name, share, low, high, times, of }) => [
            name,
            format.share(share),
            format.shares(low, high),
            `${times} ${of}`,
          ]),
        }}
      >
        {(width) =>
          rows.length === 0 ? (
            <p className="dim">{t("missed.noLabel")}</p>
          ) : (
            <Shares label={t("missed.title")} rows={rows} width={width} tick={format.percent} />
          )
        }
      </ChartFrame>
      <div className={measures.above12}>
        <Seg
          label={t("missed.by")}
          value={by}
          options={[
            { value: "size", name: t("missed.size") },
            { value: "label", name: t("missed.label") },
          ]}
          onChange={setBy}
        />
      </div>
    </div>
  )
}
