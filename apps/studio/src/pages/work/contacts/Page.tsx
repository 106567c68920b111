import type { Contact, Contacts } from "@justesse/types/wire/work"
import { useQuery } from "@tanstack/react-query"
import { trpc } from "../../../api.ts"
import { useT } from "../../../i18n/useT.ts"
import { usePageName } from "../../../shell/usePageName.ts"
import { Loaded } from "../../../ui/Loaded.tsx"
import { Head, Intro, Rows } from "../../../ui/layout.tsx"
import { Empty } from "../../../ui/Trouble.tsx"
import css from "../page.module.css"
import { Named } from "./Named.tsx"
import { together } from "./together.ts"

/** Who answers for each of my projects, who for the studio, and the ombud, each with an address where they show it. */
export function ContactsPage() {
  const t = useT("work")
  const query = useQuery(trpc.work.contacts.queryOptions({}))
  usePageName(t("write.title"))
  return (
    <div className="content">
      <Head title={t("write.title")} />
      <Loaded query={query}>{(contacts) => <Body contacts={contacts} />}</Loaded>
    </div>
  )
}

function Body({ contacts: { projects, operators, ombud } }: { readonly contacts: Contacts }) {
  const t = useT("work")
  const shown = projects.filter((one) => one.owners.length + one.reviewers.length > 0)
  if (shown.length + operators.length === 0 && !ombud)
    return <Empty icon="people" title={t("write.none")} text={t("write.noneText")} />
  return (
    <>
      <Intro>{t("write.text")}</Intro>
      <Rows>
        {together(shown).map(({ names, ...one }) => (
          <div key={one.project} className={`row ${css.block}`}>
            <p className="b">{names.join(", ")}</p>
            <Line name={t("write.owner", { count: one.owners.length })} people={one.owners} />
            <Line name={t("write.reviewer", { count: one.reviewers.length })} people={one.reviewers} />
          </div>
        ))}
        {operators.length > 0 && (
          <div className={`row ${css.block}`}>
            <Line name={t("write.operator", { count: operators.length })} people={operators} />
          </div>
        )}
        {ombud && (
          <div className={`row ${css.block}`}>
            <Line name={t("write.ombud")} people={[ombud]} />
          </div>
        )}
      </Rows>
    </>
  )
}

function Line({ name, people }: { readonly name: string; readonly people: readonly Contact[] }) {
  if (people.length === 0) return null
  return (
    <p>
      <span className="dim">{name}</span> <Named people={people} />
    </p>
  )
}
