/** The API held against its description. */
package io.teal.admin.contract;
