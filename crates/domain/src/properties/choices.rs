//! Properties with a closed set of values; the first is the default.

use super::reader::Choice;

macro_rules! choice {
    ($(#[$doc:meta])* $visibility:vis $name:ident { $(#[$first_doc:meta])* $first:ident $(, $(#[$variant_doc:meta])* $variant:ident)* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
        $visibility enum $name {
            $(#[$first_doc])*
            #[default]
            $first,
            $($(#[$variant_doc])* $variant),*
        }

        impl Choice for $name {
            const VALUES: &'static [(&'static str, Self)] = &[
                (stringify!($first), Self::$first),
                $((stringify!($variant), Self::$variant)),*
            ];
        }
    };
}

choice! {
    /// How Qovery gets access to the account.
    pub(super) AuthenticationMethod {
        /// It assumes a role.
        AssumeRole,
        /// It holds a static key.
        StaticCredentials,
    }
}

choice! {
    /// If a permission is denied: fail, report, or do not check.
    pub PermissionCheck {
        /// It fails the stack.
        Enforce,
        /// Report it.
        Warn,
        /// Do not check.
        Skip,
    }
}

choice! {
    /// What to do if Qovery already has credentials for the role or user.
    pub OnExisting {
        /// Use them as they are, and never delete them with this stack.
        Adopt,
        /// Fail the stack.
        Fail,
    }
}

choice! {
    /// What to do if clusters may use the credentials when the stack is deleted.
    pub OnDelete {
        /// Refuse the deletion, and leave their access as it is.
        Protect,
        /// Take the access away at once.
        Revoke,
    }
}
