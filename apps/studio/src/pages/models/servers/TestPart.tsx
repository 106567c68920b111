import type { ModelCall, ModelTried } from "@justesse/types/models/asked"
import type { z } from "zod"
import { useSentence } from "../../../failures/useSentence.ts"
import { useT } from "../../../i18n/useT.ts"
import { useFormat } from "../../../locale/useFormat.ts"
import { useMe } from "../../../shell/useMe.ts"
import measures from "../../../theme/measures.module.css"
import { TextLink } from "../../../ui/Button.tsx"
import css from "./page.module.css"

/** How long each call of a test took, what went wrong, and on asking what was sent and what came back. */
export function TestPart({ tried }: { readonly tried: z.infer<typeof ModelTried> | null }) {
  const t = useT("models")
  const format = useFormat()
  const sentence = useSentence()
  const isOperator = useMe()?.person?.operator ?? false
  if (!tried) return <p className="dim">{t("connect.notYet")}</p>
  const times = tried.calls.map(({ what, tookMs }) => t(`call.${what}`, { took: `${format.number(tookMs)} ms` }))
  return (
    <>
      <p>{times.join(" · ")}</p>
      {tried.failure && (
        <p className="loss" role="alert">
          {sentence({ failure: tried.failure })}{" "}
          {tried.failure.code === "model_refused" && isOperator && (
            <TextLink to="/admin" hash="model-servers">
              {t("connect.allow")}
            </TextLink>
          )}
        </p>
      )}
      {tried.unusable > 0 && <p className="dim sm">{t("connect.unusable", { count: tried.unusable })}</p>}
      {tried.calls.length > 0 && (
        <details className={measures.above8}>
          <summary>{t("connect.sentReceived")}</summary>
          {tried.calls.map((call) => (
            <Call call={call} key={call.what} />
          ))}
        </details>
      )}
    </>
  )
}

function Call({ call: { sent, received } }: { readonly call: ModelCall }) {
  return (
    <>
      <pre className={css.sent}>{sent}</pre>
      <pre className={css.received}>{received}</pre>
    </>
  )
}
