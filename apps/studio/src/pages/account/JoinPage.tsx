import { useState } from "react"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { usePageName } from "../../shell/usePageName.ts"
import { Loaded } from "../../ui/Loaded.tsx"
import { hashToken } from "./hashToken.ts"
import { type Invitation, useInvitation } from "./invitation.ts"
import { JoinConditions, JoinFigures } from "./JoinConditions.tsx"
import { JoinForm } from "./JoinForm.tsx"

/** An invitation: conditions and figures first, the account last. */
export function JoinPage() {
  const [token] = useState(hashToken)
  const query = useInvitation(token)
  if (token === "") return <NoToken />
  return <Loaded query={query}>{(shown) => <Invited token={token} shown={shown} />}</Loaded>
}

function NoToken() {
  const t = useT("account")
  usePageName(t("join.invitation"))
  return (
    <>
      <h1>{t("join.invitation")}</h1>
      <p className="lead plain-lead">{t("join.noToken")}</p>
    </>
  )
}

function Invited({ token, shown }: { readonly token: string; readonly shown: Invitation }) {
  const t = useT("account")
  const [declined, setDeclined] = useState(false)
  const { project } = shown
  const title = project
    ? t(shown.ownerName ? "join.titleBy" : "join.title", { project: project.name, owner: shown.ownerName ?? "" })
    : t("join.titleStudio", { studio: shown.studio })
  usePageName(title)
  if (declined) return <p className="lead plain-lead">{t("join.saidNo")}</p>
  return (
    <>
      <h1>{title}</h1>
      <p className="lead plain-lead">
        {project ? (
          <Rich t={t} k="join.lead" values={{ kind: kindSentence(t(`common:kind.${project.kind}`)) }} />
        ) : (
          <Rich t={t} k="join.leadStudio" />
        )}
      </p>
      {project && (
        <>
          <JoinConditions shown={shown} project={project} />
          <JoinFigures shown={shown} />
        </>
      )}
      <JoinForm token={token} shown={shown} onNo={() => setDeclined(true)} />
    </>
  )
}

function kindSentence(kind: string): string {
  return kind.charAt(0).toUpperCase() + kind.slice(1)
}
