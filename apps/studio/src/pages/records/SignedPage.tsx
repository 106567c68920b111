import type { SignedRecord } from "@justesse/types/wire/record"
import { useQuery } from "@tanstack/react-query"
import { useParams } from "@tanstack/react-router"
import { useState } from "react"
import { api, refresh, trpc } from "../../api.ts"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { usePageName } from "../../shell/usePageName.ts"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { Command } from "../../ui/Copy.tsx"
import { Loaded } from "../../ui/Loaded.tsx"
import { Crumbs, Head, Intro, Section } from "../../ui/layout.tsx"
import { saveFile } from "../../ui/saveFile.ts"
import { useAct } from "../../ui/useAct.ts"
import { fileName, hostOf, shortKey } from "./lines.ts"
import css from "./page.module.css"
import { QrCode } from "./QrCode.tsx"
import { Sheet } from "./Sheet.tsx"

/** One signed record: the page, how to take it along, how anybody checks it, and how to withdraw it. */
export function SignedPage() {
  const t = useT("records")
  const { number } = useParams({ from: "/manage/work/record/$number" })
  const query = useQuery(trpc.record.one.queryOptions({ number }))
  usePageName(t("number", { number }))
  return (
    <div className="content">
      <Crumbs items={[{ to: "/work/record", children: t("title") }]} here={t("number", { number })} />
      <Loaded query={query}>{(record) => <Record record={record} />}</Loaded>
    </div>
  )
}

function Record({ record }: { readonly record: SignedRecord }) {
  const t = useT("records")
  const format = useFormat()
  const { claims, issuer, number, jws, key, issuedAtMs, withdrawnAtMs } = record
  const foot = t("signedOn", { time: format.dateTime(issuedAtMs), key: shortKey(key), at: hostOf(issuer), number })
  return (
    <>
      <Head title={t(withdrawnAtMs === null ? "isSigned" : "isWithdrawn")} />
      <Intro>
        {withdrawnAtMs === null ? (
          <Rich t={t} k="leadSigned" />
        ) : (
          <Rich t={t} k="leadWithdrawn" values={{ time: format.dateTime(withdrawnAtMs) }} />
        )}
      </Intro>
      <div className={`side ${measures.above24}`}>
        <Sheet claims={claims} issuer={issuer} foot={foot}>
          <QrCode text={`${issuer}/verify#${jws}`} label={t("codeLabel")} />
        </Sheet>
        <div>
          <Take record={record} />
          <div className={measures.above24}>
            <Section title={t("howChecked")}>
              <Command text={`justesse-verify-record ${fileName(claims, number)} --key justesse-keys.json`} />
              <p className={`dim ${measures.above8}`}>
                <Rich t={t} k="orOnPage" to={{ to: "/verify" }} />
              </p>
            </Section>
          </div>
          {withdrawnAtMs === null && <Withdraw number={number} />}
        </div>
      </div>
    </>
  )
}

function Take({ record: { claims, number, jws } }: { readonly record: SignedRecord }) {
  const t = useT("records")
  const format = useFormat()
  const name = fileName(claims, number)
  return (
    <Section title={t("take")}>
      <div className={css.take}>
        <span>
          <strong>{t("forPrograms")}</strong>
          <br />
          <span className="dim">
            {name}, {format.bytes(jws.length)}
          </span>
        </span>
        <Button look="primary" icon="download" onClick={() => saveFile(name, "application/jose", jws)}>
          {t("saveFile")}
        </Button>
      </div>
      <div className={css.take}>
        <span>
          <strong>{t("forPeople")}</strong>
          <br />
          <span className="dim">{t("forPeopleText")}</span>
        </span>
        <Button onClick={() => window.print()}>{t("print")}</Button>
      </div>
    </Section>
  )
}

/** It cannot be undone, so it is asked for twice. */
function Withdraw({ number }: { readonly number: string }) {
  const t = useT("records")
  const [asked, setAsked] = useState(false)
  const withdraw = useAct(
    () => api.record.withdraw.mutate({ number }),
    () => refresh("record"),
  )
  return (
    <div className={measures.above24}>
      <Section title={t("changeMind")}>
        <p className="dim">{t(asked ? "withdrawSure" : "withdrawText", { number })}</p>
        <div className={`inline ${measures.above8}`}>
          {asked ? (
            <>
              <Button disabled={withdraw.isPending} onClick={() => withdraw.mutate(undefined)}>
                {t("withdrawNow")}
              </Button>
              <Button look="quiet" onClick={() => setAsked(false)}>
                {t("common:cancel")}
              </Button>
            </>
          ) : (
            <Button onClick={() => setAsked(true)}>{t("withdraw")}</Button>
          )}
        </div>
      </Section>
    </div>
  )
}
