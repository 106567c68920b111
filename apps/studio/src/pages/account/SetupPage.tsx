import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { trpc } from "../../api.ts"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { usePageName } from "../../shell/usePageName.ts"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { Loaded } from "../../ui/Loaded.tsx"
import { hashToken } from "./hashToken.ts"
import { isHereAlone } from "./hereAlone.ts"
import { SetupForm } from "./SetupForm.tsx"
import { useArrive } from "./useArrive.ts"

interface Finished {
  readonly address: string
  readonly restartNeeded: boolean
}

/** The one-time set-up link: name and password, who shall reach it, what to begin with. */
export function SetupPage() {
  const t = useT("account")
  const [token] = useState(hashToken)
  const [finished, setFinished] = useState<Finished | null>(null)
  const query = useQuery(trpc.setup.show.queryOptions({ token }, { enabled: token !== "" && finished === null }))
  usePageName(t("setup.title"))
  if (finished) return <SetupDone finished={finished} />
  return (
    <>
      <h1>{t("setup.title")}</h1>
      {token === "" ? (
        <p className="lead plain-lead">{t("setup.noToken")}</p>
      ) : (
        <Loaded query={query}>
          {(shown) => (
            <>
              <p className="lead plain-lead">
                <Rich t={t} k="setup.lead" />
              </p>
              <SetupForm token={token} addresses={shown.addresses} onDone={setFinished} />
            </>
          )}
        </Loaded>
      )}
    </>
  )
}

function SetupDone({ finished }: { readonly finished: Finished }) {
  const t = useT("account")
  const arrive = useArrive()
  return (
    <>
      <h1>{t("setup.done")}</h1>
      <p className="lead plain-lead">
        {finished.restartNeeded ? (
          t("setup.restart", { address: finished.address })
        ) : (
          <Rich
            t={t}
            k={isHereAlone(finished.address) ? "setup.doneHere" : "setup.doneLead"}
            values={{ address: finished.address }}
          />
        )}
      </p>
      <div className={measures.above24}>
        <Button look="primary" onClick={() => void arrive("/projects")}>
          {t("setup.button")}
        </Button>
      </div>
    </>
  )
}
