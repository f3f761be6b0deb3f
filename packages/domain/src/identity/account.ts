/** The customer's organisation in one region. */
export type Account = {
  /** UUID v7. */
  id: string;
  name: string;
  createdAt: Date;
};
