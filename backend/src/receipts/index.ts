export { ReceiptDesk } from './receipt-desk.ts';
export { receiptRoutes } from './receipt-routes.ts';
