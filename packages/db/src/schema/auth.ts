/** The sign-in library's tables, the columns that we write ourselves. It keeps times as ISO text on SQLite, timestamptz on PostgreSQL. */
export interface AuthUserTable {
  id: string
  name: string
  email: string
  emailVerified: boolean
  createdAt: string
  updatedAt: string
}

export interface AuthAccountTable {
  id: string
  accountId: string
  providerId: string
  userId: string
  password: string | null
  createdAt: string
  updatedAt: string
}

export interface AuthSessionTable {
  id: string
  token: string
  userId: string
}
