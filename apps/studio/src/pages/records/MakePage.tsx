import { RecordFact } from "@justesse/types/records/claims"
import type { RecordFacts, RecordTicks } from "@justesse/types/wire/record"
import { chooseClaims } from "@justesse/work/records/claims"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { api, refresh, trpc } from "../../api.ts"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { usePageName } from "../../shell/usePageName.ts"
import measures from "../../theme/measures.module.css"
import { Button, ButtonLink, TextLink } from "../../ui/Button.tsx"
import { CodeBlock } from "../../ui/Copy.tsx"
import { Loaded } from "../../ui/Loaded.tsx"
import { Head, Intro, Row, Rows, Section, Seg, Tag } from "../../ui/layout.tsx"
import { useAct } from "../../ui/useAct.ts"
import { useGo } from "../../ui/useGo.ts"
import { Facts } from "./Facts.tsx"
import { hostOf } from "./lines.ts"
import { Sheet } from "./Sheet.tsx"

const NONE: RecordTicks = { name: null, hours: [], facts: [] }

/** Where a record of one's work is made: what may be said at the left, nothing ticked at first; what it will say at the right. */
export function MakePage() {
  const t = useT("records")
  const query = useQuery(trpc.record.facts.queryOptions({}))
  usePageName(t("title"))
  return (
    <div className="content">
      <Loaded query={query}>
        {(told) =>
          told.hours.length === 0 && Object.keys(told.facts).length === 0 ? <Nothing /> : <Make told={told} />
        }
      </Loaded>
    </div>
  )
}

function Nothing() {
  const t = useT("records")
  return (
    <>
      <Head title={t("title")} />
      <Intro>
        <Rich t={t} k="leadNone" />
      </Intro>
      <p className={`${measures.above24} ${measures.upTo480}`}>{t("whatItIs")}</p>
      <div className={measures.above16}>
        <ButtonLink look="primary" to="/work">
          {t("begin")}
        </ButtonLink>
      </div>
    </>
  )
}

/** What was ticked, as claims; null while the tables would have nothing to sign. */
function claimsOf(told: RecordFacts, ticks: RecordTicks) {
  if (ticks.hours.length + ticks.facts.length === 0) return null
  return chooseClaims(told, { ...ticks, name: ticks.name?.trim() || null })
}

function Make({ told }: { readonly told: RecordFacts }) {
  const t = useT("records")
  const go = useGo()
  const [ticks, setTicks] = useState(NONE)
  const [view, setView] = useState<"page" | "file">("page")
  const claims = claimsOf(told, ticks)
  const lines = ticks.hours.length + ticks.facts.length + (ticks.name === null ? 0 : 1)
  const sign = useAct(
    () => api.record.sign.mutate({ ...ticks, name: ticks.name?.trim() || null }),
    async ({ number }) => {
      await refresh("record")
      go({ to: "/work/record/$number", params: { number } })
    },
  )
  const all: RecordTicks = {
    name: ticks.name ?? told.name,
    hours: told.hours.map(({ kind }) => kind),
    facts: RecordFact.options.filter((fact) => told.facts[fact] !== undefined),
  }
  return (
    <>
      <Head title={t("title")}>
        <Button look="primary" disabled={claims === null || sign.isPending} onClick={() => sign.mutate(undefined)}>
          {t("sign")}
        </Button>
      </Head>
      <Intro>
        <Rich t={t} k={lines === 0 ? "leadFirst" : "lead"} values={{ count: lines }} />
      </Intro>
      <div className={`two ${measures.above24}`}>
        <Section
          title={t("mayBeSaid")}
          aside={
            <span className="inline">
              <Button look="quiet" small onClick={() => setTicks(all)}>
                {t("common:all")}
              </Button>
              <Button look="quiet" small onClick={() => setTicks(NONE)}>
                {t("common:none")}
              </Button>
            </span>
          }
        >
          <Facts told={told} ticks={ticks} onChange={setTicks} />
          {told.facts.accuracy === undefined && (
            <p className={`dim sm ${measures.above8}`}>
              {t("accuracyLater", { count: told.compared.least, so: told.compared.n })}
            </p>
          )}
        </Section>
        <Section
          title={t("willSay")}
          aside={
            <Seg
              label={t("view")}
              value={view}
              options={(["page", "file"] as const).map((value) => ({ value, name: t(value) }))}
              onChange={setView}
            />
          }
        >
          {claims === null ? (
            <p className="note">{t("nothingTicked")}</p>
          ) : view === "file" ? (
            <CodeBlock text={JSON.stringify(claims, null, 2)} />
          ) : (
            <Sheet claims={claims} issuer={told.issuer} foot={t("notSigned")} />
          )}
          <p className={`dim ${measures.above8}`}>{t("asNow", { at: hostOf(told.issuer) })}</p>
          <Signed told={told} />
        </Section>
      </div>
    </>
  )
}

function Signed({ told }: { readonly told: RecordFacts }) {
  const t = useT("records")
  const format = useFormat()
  if (told.signed.length === 0) return null
  return (
    <div className={measures.above24}>
      <Section title={t("before")}>
        <Rows>
          {told.signed.map(({ number, issuedAtMs, withdrawnAtMs }) => (
            <Row
              key={number}
              name={
                <TextLink to="/work/record/$number" params={{ number }}>
                  {number}
                </TextLink>
              }
            >
              {withdrawnAtMs !== null && <Tag tone="loss">{t("withdrawn")}</Tag>}
              <span className="dim nw">{format.dateTime(issuedAtMs)}</span>
            </Row>
          ))}
        </Rows>
      </Section>
    </div>
  )
}
