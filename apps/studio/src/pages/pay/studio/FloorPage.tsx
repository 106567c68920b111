import type { FloorsShown } from "@justesse/types/wire/pay"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { trpc } from "../../../api.ts"
import { Rich } from "../../../i18n/Rich.tsx"
import { useT } from "../../../i18n/useT.ts"
import { useFormat } from "../../../locale/useFormat.ts"
import { useMoney } from "../../../locale/useMoney.ts"
import { useNow } from "../../../locale/useNow.ts"
import { usePageName } from "../../../shell/usePageName.ts"
import measures from "../../../theme/measures.module.css"
import { Button } from "../../../ui/Button.tsx"
import { Loaded } from "../../../ui/Loaded.tsx"
import { Head, Intro, Note, Section, Tag } from "../../../ui/layout.tsx"
import { Scroll } from "../../../ui/Scroll.tsx"
import { usePlaceName } from "../usePlaceName.ts"
import { AddFloor } from "./AddFloor.tsx"
import { type FloorPlace, floorStateOf, inForce } from "./floors.ts"

/** The least that an hour of work earns here, by place and from when on. Rows are only ever followed. */
export function FloorPage() {
  const t = useT("money")
  const query = useQuery(trpc.pay.floors.queryOptions({}))
  const [isAdding, setAdding] = useState(false)
  usePageName(t("floor.title"))
  return (
    <div className="content">
      <Head title={t("floor.title")}>
        <Button look="primary" onClick={() => setAdding(true)}>
          {t("floor.add")}
        </Button>
      </Head>
      <Loaded query={query}>{(shown) => <FloorBody shown={shown} />}</Loaded>
      {isAdding && <AddFloor onClose={() => setAdding(false)} />}
    </div>
  )
}

function FloorBody({ shown }: { readonly shown: FloorsShown }) {
  const t = useT("money")
  const format = useFormat()
  const { money } = useMoney()
  const placeName = usePlaceName()
  const today = new Date(useNow()).toISOString().slice(0, 10)
  const everywhere = inForce(shown.rows, today).filter(({ place }) => place === "*")
  const amount = everywhere.map(({ microsPerHour, currency }) => money(microsPerHour, currency)).join(" / ")
  return (
    <>
      <Intro>
        <Rich
          t={t}
          k={shown.rows.length === 0 ? "floor.none" : amount === "" ? "floor.noStudio" : "floor.lead"}
          values={{ amount }}
        />
      </Intro>
      {shown.gaps.map(({ place, currency, day }) => (
        <div key={`${place} ${currency}`} className={measures.above16}>
          <Note need>
            {t("floor.gap", {
              place: placeName(place),
              currency,
              day: format.fullDate(Date.parse(`${day}T12:00:00`)),
            })}
          </Note>
        </div>
      ))}
      <div className={`side ${measures.above24}`}>
        <div>
          {shown.rows.length > 0 && <FloorTable rows={shown.rows} today={today} />}
          <p className={`dim sm ${measures.above12}`}>{t("floor.never")}</p>
        </div>
        <div>
          <Section title={t("floor.applies")}>
            <p>{t("floor.appliesText")}</p>
            <p className={`dim ${measures.above8}`}>{t("floor.secret")}</p>
          </Section>
          <div className={measures.above24}>
            <Section title={t("floor.changes")}>
              <p>{t("floor.changesText")}</p>
            </Section>
          </div>
        </div>
      </div>
    </>
  )
}

const TONES = { now: "acc", soon: undefined, over: undefined } as const

function FloorTable({ rows, today }: { readonly rows: FloorsShown["rows"]; readonly today: string }) {
  const t = useT("money")
  const format = useFormat()
  const { money } = useMoney()
  const placeName = usePlaceName()
  const day = (text: string) => format.fullDate(Date.parse(`${text}T12:00:00`))
  const tag = (row: FloorPlace) => {
    const word = floorStateOf(rows, row, today)
    const tone = TONES[word]
    return tone ? <Tag tone={tone}>{t(`floor.is.${word}`)}</Tag> : <Tag>{t(`floor.is.${word}`)}</Tag>
  }
  return (
    <Scroll label={t("floor.title")}>
      <table className="tbl">
        <thead>
          <tr>
            <th>{t("floor.place")}</th>
            <th className="num">{t("floor.hour")}</th>
            <th>{t("floor.from")}</th>
            <th>{t("floor.until")}</th>
            <th>{t("floor.source")}</th>
            <th aria-label={t("floor.state")} />
          </tr>
        </thead>
        <tbody>
          {[...rows].reverse().map((row) => (
            <tr key={row.number}>
              <td className="b">{placeName(row.place)}</td>
              <td className="num b nw">{money(row.microsPerHour, row.currency)}</td>
              <td className="nw">{day(row.fromDay)}</td>
              <td className="nw">{row.untilDay === null ? <span className="dim">–</span> : day(row.untilDay)}</td>
              <td className="dim">{row.source}</td>
              <td className="num">{tag(row)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}
