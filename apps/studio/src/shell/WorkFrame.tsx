import { Navigate, Outlet, useLocation } from "@tanstack/react-router"
import { useMe } from "./useMe.ts"

/** The whole window for the task or review page, which brings its own bar, tools and column. */
export function WorkFrame() {
  const me = useMe()
  const { href } = useLocation()
  if (!me) return null
  if (!me.person) return <Navigate to="/signin" search={{ to: href }} replace />
  return <Outlet />
}
