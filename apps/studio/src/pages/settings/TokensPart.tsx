import type { TokenCreated, TokenRow } from "@justesse/types/wire/account"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import type { z } from "zod"
import { api, refresh, trpc } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import measures from "../../theme/measures.module.css"
import { Button, TextLink } from "../../ui/Button.tsx"
import { Command } from "../../ui/Copy.tsx"
import { Loaded } from "../../ui/Loaded.tsx"
import { Note, Rows, Section, Tag } from "../../ui/layout.tsx"
import { useAct } from "../../ui/useAct.ts"
import { useOpener } from "../../ui/useFocus.ts"
import { TokenForm } from "./TokenForm.tsx"

/** Tokens for scripts: what each may do, until when; shown once, revoked any time. `forScripts`: as a line of the shell. */
export function TokensPart({ forScripts = false }: { readonly forScripts?: boolean }) {
  const t = useT("settings")
  const [making, setMaking] = useState(false)
  const opener = useOpener(making)
  const [made, setMade] = useState<z.infer<typeof TokenCreated> | null>(null)
  const query = useQuery(trpc.account.tokens.queryOptions({}))
  return (
    <Section
      title={t("tokens")}
      aside={
        !making && (
          <Button ref={opener} small icon="plus" onClick={() => setMaking(true)}>
            {t("tokenNew")}
          </Button>
        )
      }
    >
      <p className="dim">
        {t("tokensText")} {!forScripts && <TextLink to="/help/api">{t("tokensHelp")}</TextLink>}
      </p>
      {making && (
        <TokenForm
          onMade={(token) => {
            setMade(token)
            setMaking(false)
            void refresh("account")
          }}
          onCancel={() => setMaking(false)}
        />
      )}
      {made && (
        <div className={`${measures.around16} ${measures.stack} ${measures.gap8}`}>
          <Note need>{t("tokenOnce")}</Note>
          <Command text={forScripts ? `export TOKEN=${made.token}` : made.token} />
        </div>
      )}
      <Loaded query={query}>{({ tokens }) => <TokenRows tokens={tokens} />}</Loaded>
    </Section>
  )
}

function TokenRows({ tokens }: { readonly tokens: readonly z.infer<typeof TokenRow>[] }) {
  const t = useT("settings")
  const format = useFormat()
  const revoke = useAct(
    (id: number) => api.account.revokeToken.mutate({ id }),
    () => refresh("account"),
  )
  if (tokens.length === 0) return <p className={measures.above12}>{t("noTokens")}</p>
  return (
    <div className={measures.above12}>
      <Rows>
        {tokens.map((token) => (
          <div key={token.id} className={`row ${measures.high56}`}>
            <span className="g">
              <span className="b">{token.name}</span>{" "}
              <span className="dim">· {token.scopes.map((scope) => t(`scope.${scope}`)).join(", ")}</span>{" "}
              {token.project !== null && <Tag>{token.project}</Tag>}
              <br />
              <span className="dim">
                {token.lastUsedAtMs === null ? t("neverUsed") : t("lastUsed", { when: format.ago(token.lastUsedAtMs) })}{" "}
                · {token.endsAtMs === null ? t("noEnd") : t("until", { day: format.date(token.endsAtMs) })}
              </span>
            </span>
            <Button small look="danger" onClick={() => revoke.mutate(token.id)}>
              {t("revoke")}
            </Button>
          </div>
        ))}
      </Rows>
    </div>
  )
}
